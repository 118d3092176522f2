"""Cancelling by a coordinator: for the person, who has rung up, or because the office cannot attend them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from booking.book import free_slots
from booking.coordinate.actor import Actor
from booking.coordinate.staff_move import check_unchanged, whereabouts
from booking.errors import NotLive
from booking.promises import adjust_meetings, promise_letters, record
from booking.reschedule import lock
from database import writing
from staff.audit import note

Wish = Literal["consumer", "office"]
"""Whose it is: the letter thanks the person for telling us, or says that we are sorry."""


def staff_cancel(appointment_id: int, seen_revision: int, wish: Wish, actor: Actor, now: datetime) -> None:
    """Cancel, also after the time that consumers have for it. Raises StaleRevision or NotLive."""
    with writing() as session:
        appointment = lock(session, appointment_id)
        check_unchanged(session, appointment, seen_revision)
        if not appointment.is_live(now):
            raise NotLive
        appointment.cancelled_at, appointment.cancelled_by = now, wish
        appointment.asked_to_choose_at = None
        appointment.revision += 1
        free_slots(session, appointment)
        record(session, appointment, "cancelled", actor.code, now, {"wish": wish})
        before, after = whereabouts(appointment), {"wish": wish}
        note(session, actor.staff_id, "appointment_cancelled", appointment, now, before=before, after=after)
        adjust_meetings(session, appointment, now)
        promise_letters(session, appointment, "cancelled", now)
