"""What pages say of an office, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from booking.models import Office
from booking.terms import AnyRow
from web.languages import current_language


def words(texts: dict[str, str]) -> str:
    """An office's own text in the language of the page; in Catalan when it was not written in that one."""
    return texts.get(current_language()) or texts["ca"]


@dataclass(frozen=True)
class OfficeCard:
    """Who serves, how to reach them, and who answers for the data."""

    name: str
    phone: str
    phone_hours: str
    email: str
    address: str
    controller: str
    rights_address: str
    dpo_email: str
    colour: str | None = None
    privacy_url: str = ""

    @classmethod
    def of(cls, office: Office | AnyRow) -> OfficeCard:
        """Of the row of an office, or of one that has `CARD` among its columns."""
        return cls(
            name=office.name,
            phone=office.phone,
            phone_hours=words(office.phone_hours),
            email=office.email,
            address=office.address,
            controller=office.controller,
            rights_address=office.rights_address,
            dpo_email=office.dpo_email,
            colour=office.colour,
        )


CARD = (
    Office.name,
    Office.phone,
    Office.phone_hours,
    Office.email,
    Office.address,
    Office.controller,
    Office.rights_address,
    Office.dpo_email,
    Office.colour,
)
"""Columns to ask for."""
