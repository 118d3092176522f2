"""Reading the mail address or telephone that somebody gave from one field."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError

from forms.fields import mail_address, phone_number


class ReadsContact:
    """For a form with a field `contact`. After `validate()` either `email` or `number` (E.164) is set."""

    email: str | None = None
    number: str | None = None

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
