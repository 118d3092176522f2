"""Recovering a lost link."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError
from wtforms.validators import DataRequired

from forms.fields import line, mail_address, phone_number

_REFERENCE = re.compile(r"([A-Z0-9]{3})[-\s]*([A-Z0-9]{3})")


class RecoverForm(FlaskForm):
    """Reference and mail or telephone. After `validate()`: `reference.data` as printed, `email`, `number`."""

    reference = StringField(
        _("Referència"), filters=[line], validators=[DataRequired(_("Escriu la referència de la cita"))]
    )
    contact = StringField(
        _("Correu o telèfon"),
        filters=[line],
        validators=[DataRequired(_("Escriu el correu o el telèfon que ens vas donar"))],
    )
    email: str | None = None
    number: str | None = None

    def validate_reference(self, field: Field) -> None:
        found = _REFERENCE.fullmatch(field.data.upper())
        if found is None:
            raise ValidationError(_("La referència té sis lletres o xifres, com ara K7M-4PD"))
        field.data = f"{found[1]}-{found[2]}"

    def validate_contact(self, field: Field) -> None:
        self.email = self.number = None
        try:
            if "@" in field.data:
                self.email = mail_address(field.data)
            else:
                self.number = phone_number(field.data)
        except ValueError as error:
            message = _("Escriu un correu com ara nom@exemple.cat o un telèfon com ara 612 345 678")
            raise ValidationError(message) from error
