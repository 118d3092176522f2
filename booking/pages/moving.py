"""An appointment that somebody wants to move: what the pages of moving share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from booking.errors import NotLive, TooLate, TooManyMoves
from booking.free_times import Search
from booking.models import Slot
from booking.pages.appointment_view import AppointmentView
from booking.pages.lookup import appointment_of
from booking.pages.visit import holder, now
from booking.reschedule import check_may_move
from booking.terms import Terms

REFUSED: dict[type[Exception], str] = {TooLate: "too_late", TooManyMoves: "too_many", NotLive: "not_live"}
"""What the pages say when the appointment cannot be moved."""


@dataclass(frozen=True)
class Moving:
    """The appointment at a personal address, and where another hour for it is chosen."""

    view: AppointmentView

    @classmethod
    def of(cls, token: str) -> Moving:
        """Raises 404 or LinkReplaced, as every personal page."""
        return cls(AppointmentView(appointment_of(token), token, now()))

    @property
    def refused(self) -> str | None:
        """Why it cannot be moved: too_late, too_many or not_live; None when it can."""
        try:
            check_may_move(self.view.appointment, self.view.now)
        except (NotLive, TooLate, TooManyMoves) as refusal:
            return REFUSED[type(refusal)]
        return None

    def search(self) -> Search:
        """Free times for the same service of the same office, but for the hour that it has."""
        one = self.view.appointment
        return Search(Terms.of(one.office, one.service), self.view.now, holder(), one.starts_at)

    def is_at(self, slot: Slot) -> bool:
        """Whether it is at this hour already: Back after moving, or an address of somebody's own making."""
        return slot.starts_at == self.view.appointment.starts_at

    def days_url(self, since: date | None = None) -> str:
        return url_for("booking.move", token=self.view.token, des=since.isoformat() if since else None)

    def day_url(self, day: date) -> str:
        return url_for("booking.move_hours", token=self.view.token, day=day)

    def confirm_url(self, slot_id: int) -> str:
        return url_for("booking.confirm_move", token=self.view.token, slot_id=slot_id)

    def common(self) -> dict[str, Any]:
        """What every page of moving shows."""
        return {
            "card": self.view.card,
            "office": self.view.office,
            "appointment_url": self.view.url,
            "hold_url": f"{self.days_url()}/",
        }
