"""Fields that several journeys share: cleaned text, mail address, telephone number."""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the published types
    Field,
    SelectChoice as SelectChoice,
    StringField,
    ValidationError,
)

from mail.clean import one_line, paragraphs

KEEP_LINE = 1_000
"""Characters of a line that come back to be shortened; beyond them nobody typed it."""
KEEP_TEXT = 10_000
HOME_REGION = "ES"
"""Numbers without a country code are of here."""


def line(text: str | None) -> str:
    """Filter: one line without invisible or control characters."""
    return one_line((text or "")[:KEEP_LINE], KEEP_LINE)


def text(text: str | None) -> str:
    """Filter: paragraphs without invisible or control characters."""
    return paragraphs((text or "")[:KEEP_TEXT], KEEP_TEXT)


def at_most(limit: int, message: str) -> Callable[[object, Field], None]:
    """Validator: no more than `limit` characters."""

    def check(form: object, field: Field) -> None:
        if len(field.data or "") > limit:
            raise ValidationError(message)

    return check


def mail_address(typed: str) -> str:
    """The address as it is stored: domain in lower case and ASCII. Raises ValueError for what is no address.

    Only the shape is looked at: asking the network has no place in a request.
    """
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError("not a mail address") from error
    return f"{found.local_part}@{found.ascii_domain.lower()}"


def phone_number(typed: str) -> str:
    """The number in E.164. Raises ValueError for what no numbering plan has."""
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a telephone number") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("not a number of its country's plan")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class MailField(StringField):
    """A mail address, shown as typed; `address` holds what is stored, or none."""

    address: str | None = None

    def pre_validate(self, form: object) -> None:
        self.address = None
        if self.data:
            try:
                self.address = mail_address(self.data)
            except ValueError as error:
                raise ValidationError(_("Escriu el correu com ara nom@exemple.cat")) from error


class PhoneField(StringField):
    """A telephone number, shown as typed; `number` holds it in E.164, or none."""

    number: str | None = None

    def pre_validate(self, form: object) -> None:
        self.number = None
        if self.data:
            try:
                self.number = phone_number(self.data)
            except ValueError as error:
                message = _("Escriu el telèfon amb totes les xifres, com ara 612 345 678. Si és de fora, comença per +")
                raise ValidationError(message) from error
