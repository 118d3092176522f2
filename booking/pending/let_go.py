"""Promises that have lost their point with the hour that they were about, and notices that are long done."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from booking.models import Appointment, CalendarNotice, Divergence, Meeting, Message
from database import writing

AFTER = timedelta(days=1)
KEPT_NOTICES = timedelta(days=7)
"""Graph repeats a notice for four hours at most."""


def let_go_of_the_past(now: datetime) -> None:
    """Close what nobody can mend any more, so that what is open stays few: the day after the call.

    Letters that were refused, meetings that wait for a person, differences that nobody decided about.
    """
    over = select(Appointment.id).where(Appointment.ends_at <= now - AFTER)
    with writing() as session:
        session.execute(
            update(Message)
            .where(
                Message.given_up_at.is_not(None),
                Message.sent_at.is_(None),
                Message.superseded_at.is_(None),
                Message.appointment_id.in_(over),
            )
            .values(superseded_at=now)
        )
        session.execute(
            update(Meeting)
            .where(Meeting.settled_at.is_(None), Meeting.next_attempt_at.is_(None), Meeting.appointment_id.in_(over))
            .values(settled_at=now)
        )
        session.execute(
            update(Divergence)
            .where(
                Divergence.resolved_at.is_(None),
                Divergence.meeting_id.in_(select(Meeting.id).where(Meeting.appointment_id.in_(over))),
            )
            .values(resolved_at=now, resolution="gone")
        )
        session.execute(
            delete(CalendarNotice).where(
                CalendarNotice.handled_at.is_not(None), CalendarNotice.received_at <= now - KEPT_NOTICES
            )
        )
