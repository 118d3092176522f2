"""What coordinators fill in for somebody on the telephone or at the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired

from forms.booking import DetailsForm
from forms.coordination import REASON_LIMIT
from forms.fields import at_most, line


class BookForPersonForm(DetailsForm):
    """The details of a booking as the person tells them, and where the person lives."""

    municipality = SelectField(_("Municipi"), choices=[], validators=[InputRequired(_("Tria on viu"))])
    privacy_read = BooleanField(
        _("He llegit a la persona la informació sobre protecció de dades"),
        validators=[DataRequired(_("Llegeix-li la informació sobre protecció de dades i marca la casella"))],
    )
    reason = StringField(
        _("Motiu"),
        filters=[line],
        validators=[at_most(REASON_LIMIT, _("El motiu és massa llarg: digues-lo en 300 caràcters o menys"))],
    )
