"""When nobody is free: the person is asked to choose another hour, and keeps the old one until that is done."""

from __future__ import annotations

from datetime import datetime

from booking.coordinate.actor import Actor
from booking.coordinate.errors import NoMail
from booking.coordinate.staff_move import check_unchanged
from booking.errors import NotLive
from booking.promises import enqueue_letters, promise_letter, record
from booking.reschedule import lock
from database import writing
from staff.audit import note


def ask_to_choose(appointment_id: int, seen_revision: int, actor: Actor, now: datetime) -> None:
    """Send the person their link with the request to choose. They may do so until the hour itself, however often they
    have moved before. Asking again sends another letter.

    Raises StaleRevision, NotLive, or NoMail where somebody has to ring up.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        check_unchanged(session, appointment, seen_revision)
        if not appointment.is_live(now) or appointment.starts_at <= now:
            raise NotLive
        if appointment.person.email is None:
            raise NoMail
        appointment.asked_to_choose_at = now
        appointment.revision += 1
        record(session, appointment, "asked_to_choose", actor.code, now)
        note(session, actor.staff_id, "asked_to_choose", appointment, now)
        promise_letter(session, appointment, "consumer", "choose_another_hour", now, now)
        enqueue_letters(session, appointment)
