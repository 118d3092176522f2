"""Cancelling an appointment: the slot is free at once, and everybody hears of it."""

from __future__ import annotations

from datetime import datetime

from booking.book import free_slots
from booking.errors import NotLive, TooLate
from booking.promises import adjust_meetings, promise_letters, record
from booking.reschedule import lock
from database import writing


def cancel(appointment_id: int, reason: str | None, now: datetime) -> None:
    """Cancel for the consumer. `reason` is a code of the form or None. Cancelling twice changes nothing.

    Raises NotLive when the call is over, TooLate after the office's deadline.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        if appointment.cancelled_at is not None:
            return
        if not appointment.is_live(now):
            raise NotLive
        if now > appointment.cancel_deadline():
            raise TooLate(appointment.cancel_deadline())
        appointment.cancelled_at = now
        appointment.cancelled_by = "consumer"
        appointment.cancel_reason = reason
        appointment.revision += 1
        free_slots(session, appointment)
        record(session, appointment, "cancelled", "consumer", now, {"reason": reason} if reason else None)
        adjust_meetings(session, appointment, now)
        promise_letters(session, appointment, "cancelled", now)
