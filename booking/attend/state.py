"""How a call stands at this moment, in one word."""

from __future__ import annotations

from datetime import datetime

from booking.arrive import OPENS_BEFORE
from booking.attend.calls import technician_is_in
from booking.models import Appointment, Call

STATES = (
    "cancelled", "attended", "consumer_absent", "technician_absent", "cut_off",
    "under_way", "waiting", "to_close", "late", "soon", "upcoming",
)  # fmt: skip


def state_of(appointment: Appointment, call: Call | None, now: datetime) -> str:
    """One of `STATES`: an outcome where there is one; `waiting` is for the person alone before the call,
    `late` for an hour that has begun and in which nobody has come."""
    if appointment.cancelled_at is not None:
        return "cancelled"
    if call is not None and call.outcome is not None:
        return call.outcome
    if appointment.is_over(now):
        return "to_close"
    if technician_is_in(appointment, call):
        return "under_way"
    if waiting_since(appointment) is not None:
        return "waiting"
    if now >= appointment.starts_at:
        return "late"
    return "soon" if now >= appointment.starts_at - OPENS_BEFORE else "upcoming"


def waiting_since(appointment: Appointment) -> datetime | None:
    """When the person came for this hour. Whoever came for an hour that was moved afterwards has not."""
    arrived = appointment.arrived_at
    return arrived if arrived is not None and arrived >= appointment.chosen_at else None
