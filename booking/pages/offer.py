"""A service for the people of a municipality: what the pages of steps 2 to 4 are about, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from flask import url_for
from sqlalchemy import bindparam, select

from booking.free_times import Search
from booking.models import Municipality, Office, Service
from booking.pages.office_card import CARD, OfficeCard, words
from booking.pages.visit import holder, now
from booking.terms import TERMS, AnyRow, Terms

# Columns and not rows of tables: six pages of every booking ask for them. Built once: putting a statement together
# costs as much as asking it.
OFFER = (
    select(
        *TERMS,
        *CARD,
        Municipality.ine_code.label("municipality_id"),
        Municipality.slug.label("municipality_slug"),
        Municipality.name.label("place"),
        Service.slug.label("service_slug"),
        Service.names.label("titles"),
    )
    .select_from(Municipality)
    .join(Office, Office.id == Municipality.office_id)
    .join(Service, Service.office_id == Office.id)
    .where(
        Municipality.slug == bindparam("municipality"),
        Service.slug == bindparam("service"),
        Service.withdrawn_at.is_(None),
    )
)


@dataclass(frozen=True)
class Offer:
    """What pages say of it."""

    terms: Terms
    municipality_id: str
    place: str
    """Name of the municipality."""
    title: str
    """Name of the service, in the language of the page."""
    contact: OfficeCard
    municipality_slug: str
    service_slug: str

    @classmethod
    def of(cls, row: AnyRow) -> Offer:
        """The offer of a row of `OFFER`."""
        return cls(
            terms=Terms.of_row(row),
            municipality_id=row.municipality_id,
            place=row.place,
            title=words(row.titles),
            contact=OfficeCard.of(row),
            municipality_slug=row.municipality_slug,
            service_slug=row.service_slug,
        )

    @property
    def minutes(self) -> int:
        return self.terms.duration // timedelta(minutes=1)

    def search(self) -> Search:
        """Free times as this browser sees them now."""
        return Search(self.terms, now(), holder())

    def days_url(self, since: date | None = None) -> str:
        """Step 2."""
        return url_for(
            "booking.days_of",
            municipality=self.municipality_slug,
            service=self.service_slug,
            des=since.isoformat() if since else None,
        )

    def day_url(self, day: date) -> str:
        """Step 3. Pages have dozens of them, so the address is put together."""
        return f"{self._days_address}/{day.isoformat()}"

    @cached_property
    def _days_address(self) -> str:
        return self.days_url()

    def details_url(self, slot_id: int) -> str:
        """Step 4."""
        return url_for("booking.details", slot_id=slot_id, municipi=self.municipality_slug, servei=self.service_slug)

    def check_url(self, slot_id: int) -> str:
        """Step 4, once everything is typed."""
        return url_for("booking.check", slot_id=slot_id, municipi=self.municipality_slug, servei=self.service_slug)

    @property
    def slugs(self) -> dict[str, str]:
        """What travels with an hour, so that the server can look again whether it is on offer."""
        return {"municipi": self.municipality_slug, "servei": self.service_slug}
