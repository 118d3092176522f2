"""Recovering a lost link."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError
from wtforms.validators import DataRequired

from forms.contact import ReadsContact
from forms.fields import line

_APPOINTMENT = re.compile(r"([A-Z0-9]{3})[-\s]*([A-Z0-9]{3})")
_CASE = re.compile(r"E[-\s]*([A-Z0-9]{4})[-\s]*([A-Z0-9]{4})")


class RecoverForm(ReadsContact, FlaskForm):
    """Reference and mail or telephone. After `validate()`: `reference.data` as printed, `email`, `number`."""

    reference = StringField(
        _("Referència"),
        filters=[line],
        validators=[DataRequired(_("Escriu la referència de la cita o de l'expedient"))],
    )
    contact = StringField(
        _("Correu o telèfon"),
        filters=[line],
        validators=[DataRequired(_("Escriu el correu o el telèfon que ens vas donar"))],
    )
    of_case: bool = False
    """Whether the reference is that of a case, not of an appointment."""

    def validate_reference(self, field: Field) -> None:
        typed = field.data.upper()
        if found := _APPOINTMENT.fullmatch(typed):
            field.data = f"{found[1]}-{found[2]}"
        elif found := _CASE.fullmatch(typed):
            self.of_case = True
            field.data = f"E-{found[1]}-{found[2]}"
        else:
            message = _("Escriu-la com surt al correu: K7M-4PD si és d'una cita, E-7KMR-4PDX si és d'un expedient")
            raise ValidationError(message)
