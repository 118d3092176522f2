"""Entering the call: the arrival is recorded, and the person goes to the present meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from booking.errors import NotLive
from booking.models import Meeting
from booking.promises import record
from booking.reschedule import lock
from database import writing

OPENS_BEFORE = timedelta(minutes=15)
"""How early the way into the call opens."""


class TooEarly(NotLive):
    """The way into the call is not open yet."""


def arrive(appointment_id: int, now: datetime) -> str | None:
    """Record the arrival (the first one counts) and give the present join link, or None while there is none.

    Raises TooEarly more than fifteen minutes before, NotLive when cancelled or over.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        if not appointment.is_live(now):
            raise NotLive
        if now < appointment.starts_at - OPENS_BEFORE:
            raise TooEarly
        if appointment.arrived_at is None:
            appointment.arrived_at = now
            record(session, appointment, "arrived", "consumer", now)
        return session.scalar(
            select(Meeting.join_url)
            .where(Meeting.appointment_id == appointment.id, Meeting.wanted)
            .order_by(Meeting.id.desc())
            .limit(1)
        )
