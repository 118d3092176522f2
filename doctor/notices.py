"""Change notifications: whether Microsoft tells us what is moved or deleted in the technicians' calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from booking.notices.failing import failing
from database import db
from doctor.finding import Finding, ok, warn
from doctor.microsoft import ADVICE as MICROSOFT_ADVICE
from teams import Advice


def check(now: datetime) -> Iterator[Finding]:
    """A finding for each technician of whose changes we are not told, though GRAPH_NOTIFICATIONS is on."""
    found = db.session.execute(failing(now)).all()
    for technician, subscription in found:
        yield warn(
            f"notices of {technician.email}",
            f"{subscription.problem or 'nobody tries'}: changes in Outlook are seen every ten minutes only",
            _advice(subscription.problem),
        )
    if not found:
        yield ok("notices", "nothing is wrong with being told of changes in Outlook")


def _advice(problem: str | None) -> str:
    return "look at the worker's log; restart it" if problem is None else MICROSOFT_ADVICE[Advice(problem)]
