"""A technician enters: the start is recorded, the waiting person sees it, and the way leads to the present meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from booking.arrive import OPENS_BEFORE, TooEarly
from booking.attend.calls import present_call_or_new
from booking.errors import NotLive
from booking.models import Appointment, Meeting
from booking.promises import record
from booking.reschedule import lock
from database import writing

LINGERS = timedelta(hours=1)
"""How long after its planned end a call can still be entered: some take longer, some break off."""


def start_call(appointment_id: int, member_id: int, now: datetime) -> str | None:
    """Record that a member of staff is there (the first press counts); the join link, or None while there is none.

    Raises TooEarly more than fifteen minutes before, NotLive when cancelled, or an hour after the end.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        check_can_enter(appointment, now)
        call = present_call_or_new(session, appointment)
        if call.started_at is None or call.technician_id != appointment.technician_id:
            call.started_at, call.started_by = now, member_id
            call.technician_id = appointment.technician_id
            record(session, appointment, "technician_entered", str(member_id), now)
        return session.scalar(
            select(Meeting.join_url)
            .where(Meeting.appointment_id == appointment.id, Meeting.wanted)
            .order_by(Meeting.id.desc())
            .limit(1)
        )


def can_enter(appointment: Appointment, now: datetime) -> bool:
    """Whether a technician may enter at this moment."""
    return (
        appointment.cancelled_at is None and appointment.starts_at - OPENS_BEFORE <= now < appointment.ends_at + LINGERS
    )


def check_can_enter(appointment: Appointment, now: datetime) -> None:
    """Raises TooEarly or NotLive."""
    if can_enter(appointment, now):
        return
    if appointment.cancelled_at is None and now < appointment.starts_at:
        raise TooEarly
    raise NotLive
