"""A service for the people of a municipality: what the pages of steps 2 to 4 are about, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from flask import url_for

from booking.free_times import Search
from booking.models import SLOT, Municipality, Office, Service
from booking.pages.cards import local
from booking.pages.office_card import OfficeCard, words
from booking.pages.visit import holder, now


@dataclass
class Offer:
    """The rows, and what pages say of them: read at once, for rows are read again after each transaction."""

    municipality: Municipality
    office: Office
    service: Service
    place: str = field(init=False)
    """Name of the municipality."""
    title: str = field(init=False)
    """Name of the service, in the language of the page."""
    minutes: int = field(init=False)
    contact: OfficeCard = field(init=False)
    municipality_slug: str = field(init=False)
    service_slug: str = field(init=False)

    def __post_init__(self) -> None:
        self.place, self.municipality_slug = self.municipality.name, self.municipality.slug
        self.title, self.service_slug = words(self.service.names), self.service.slug
        self.minutes = self.service.slots * SLOT // timedelta(minutes=1)
        self.contact = OfficeCard.of(self.office)

    def search(self) -> Search:
        """Free times as this browser sees them now."""
        return Search(self.office, self.service, now(), holder())

    def first_day(self) -> date:
        """The first day on which something may still be booked, by the rule of notice."""
        return local(self.office.earliest_start(now())).date()

    def last_day(self) -> date:
        """The last day that may be booked already."""
        return local(self.office.latest_start(now())).date()

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

    @property
    def slugs(self) -> dict[str, str]:
        """What travels with an hour, so that the server can look again whether it is on offer."""
        return {"municipi": self.municipality_slug, "servei": self.service_slug}
