"""How an appointment stands at this moment, in the words that its pages are chosen by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from booking.arrive import OPENS_BEFORE
from booking.models import SLOT, Appointment
from booking.pages.cards import Card
from booking.pages.office_card import OfficeCard, words
from booking.pages.phones import readable

TECHNICIAN_LATE = timedelta(minutes=5)
"""After this the waiting page says plainly that the technician is late."""

STATE_AFTER = {
    "attended": "done",
    "consumer_absent": "missed",
    "technician_absent": "unattended",
    "cut_off": "unattended",
}


@dataclass(frozen=True)
class AppointmentView:
    """The appointment at a personal address, as it stands now."""

    appointment: Appointment
    token: str
    now: datetime
    outcome: str | None = None
    """What the technician said of a call that is over (`booking.models.OUTCOMES`)."""

    @property
    def state(self) -> str:
        """upcoming, now, done, missed, unattended (our fault) or cancelled.

        Until the technician has said so: whoever was rung up left no trace here and was not missed.
        """
        one = self.appointment
        if one.cancelled_at is not None:
            return "cancelled"
        if one.is_over(self.now):
            if self.outcome is not None:
                return STATE_AFTER[self.outcome]
            return "done" if one.arrived_at is not None or one.by_phone else "missed"
        return "now" if self.now >= self.opens_at else "upcoming"

    def joining(self, join_url: str | None) -> str:
        """State of the waiting page: cancelled, over, by_phone, early, no_link, late or open."""
        if self.state in ("cancelled", "done", "missed", "unattended"):
            return "cancelled" if self.state == "cancelled" else "over"
        if self.appointment.by_phone:
            return "by_phone"
        if self.state == "upcoming":
            return "early"
        if join_url is None:
            return "no_link"
        return "late" if self.now >= self.appointment.starts_at + TECHNICIAN_LATE else "open"

    @property
    def opens_at(self) -> datetime:
        return self.appointment.starts_at - OPENS_BEFORE

    @property
    def minutes_left(self) -> int:
        """Whole minutes until the hour; 0 once it has come."""
        return max(0, -((self.now - self.appointment.starts_at) // timedelta(minutes=1)))

    @property
    def moved_from(self) -> datetime | None:
        return self.appointment.previous_starts_at

    @property
    def can_move(self) -> bool:
        return self.appointment.may_move(self.now)

    @property
    def can_cancel(self) -> bool:
        return self.appointment.may_cancel(self.now)

    @property
    def card(self) -> Card:
        one = self.appointment
        minutes = one.service.slots * SLOT // timedelta(minutes=1)
        return Card(
            one.starts_at, minutes, words(one.service.names), one.municipality.name, one.reference, one.by_phone
        )

    @property
    def office(self) -> OfficeCard:
        return OfficeCard.of(self.appointment.office)

    @property
    def phone(self) -> str | None:
        """As people read it: with spaces, and the country only when it is not ours."""
        return readable(self.appointment.person.phone)

    @property
    def url(self) -> str:
        return self._url("appointment")

    @property
    def join_url(self) -> str:
        return self._url("join")

    @property
    def move_url(self) -> str:
        return self._url("move")

    @property
    def cancel_url(self) -> str:
        return self._url("cancel")

    @property
    def calendar_url(self) -> str:
        return self._url("calendar_file")

    @property
    def book_again_url(self) -> str:
        return url_for("booking.services", municipality=self.appointment.municipality.slug)

    def page(self) -> dict[str, Any]:
        """What the page of the appointment shows of it."""
        return {
            "card": self.card,
            "office": self.office,
            "state": self.state,
            "moved_from": self.moved_from,
            "must_choose": self.state in ("upcoming", "now") and self.appointment.asked_to_choose_at is not None,
            "can_move": self.can_move,
            "can_cancel": self.can_cancel,
            "move_until": self.appointment.move_deadline(),
            "cancel_until": self.appointment.cancel_deadline(),
            "join_opens_at": self.opens_at,
            "email": self.appointment.person.email,
            "phone": self.phone,
            "join_url": self.join_url,
            "move_url": self.move_url,
            "cancel_url": self.cancel_url,
            "calendar_url": self.calendar_url,
            "book_again_url": self.book_again_url,
        }

    def _url(self, view: str) -> str:
        return url_for(f"booking.{view}", token=self.token)
