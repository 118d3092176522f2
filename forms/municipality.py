"""Where the consumer lives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SearchField
from wtforms.validators import DataRequired

from forms.fields import at_most, line

LONGEST = 100


class MunicipalityForm(FlaskForm):
    """A search by GET: it changes nothing, so it carries no token."""

    class Meta:
        csrf = False

    q = SearchField(
        _("En quin municipi vius?"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu el nom del teu municipi")),
            at_most(LONGEST, _("Escriu només el nom del municipi")),
        ],
    )
