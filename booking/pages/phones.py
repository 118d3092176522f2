"""Telephone numbers as people read them."""

from __future__ import annotations

import phonenumbers

COUNTRY_CODE = 34


def readable(stored: str | None) -> str | None:
    """A number in E.164 with spaces, and with the country only when it is not ours. None stays None."""
    if stored is None:
        return None
    number = phonenumbers.parse(stored)
    ours = number.country_code == COUNTRY_CODE
    style = phonenumbers.PhoneNumberFormat.NATIONAL if ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
