"""What a person fills in on the page of their case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from forms.fields import line


class SurnameForm(FlaskForm):
    """The beginning of the surname."""

    surname = StringField(
        _("Les tres primeres lletres del teu cognom"),
        filters=[line],
        validators=[DataRequired(_("Escriu les tres primeres lletres del teu cognom"))],
    )
