"""What is done with several cases of the list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired


class AssignManyForm(FlaskForm):
    """Cases by reference, and the technician who gets them. Whether there are such ones is for the verb to know."""

    cas = SelectMultipleField(
        _("Expedients"), validate_choice=False, validators=[DataRequired(_("Marca almenys un expedient"))]
    )
    tecnic = SelectField(_("Assigna'ls a"), choices=[], validators=[InputRequired(_("Tria a qui s'assignen"))])
