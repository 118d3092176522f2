"""Moving an appointment to another hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.book import free_slots, take_slots
from booking.claim_hour import claim_hour
from booking.errors import NotLive, NotOffered, TooLate, TooManyMoves
from booking.hold import find_offer, release
from booking.models import Appointment
from booking.promises import adjust_meetings, promise_letters, record
from database import writing


def reschedule(appointment_id: int, slot_id: int, holder: str, now: datetime) -> None:
    """Move to the hour of the slot: the same technician if free then, else another. The old hour is kept until done.

    Raises NotLive, TooLate, TooManyMoves, NotOffered, or SlotTaken; then the appointment stands as it was. Asking for
    the hour that the appointment already has changes nothing.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        search, starts_at = find_offer(session, slot_id, appointment.service_id, holder, now)
        if starts_at == appointment.starts_at:
            return
        check_may_move(appointment, now)
        if search.terms.office_id != appointment.office_id:
            raise NotOffered
        search = replace(search, other_than=appointment.starts_at)
        claim = claim_hour(session, search, starts_at, now + timedelta(minutes=1), appointment.technician_id)
        old_starts_at, old_technician = appointment.starts_at, appointment.technician_id
        free_slots(session, appointment)
        take_slots(session, claim, appointment)
        release(session, holder, now)
        appointment.previous_starts_at = old_starts_at
        appointment.starts_at, appointment.ends_at = claim.starts_at, claim.ends_at
        appointment.technician_id, appointment.assigned_because = claim.technician_id, claim.because
        appointment.chosen_at = now
        appointment.moves += appointment.asked_to_choose_at is None  # what the office asks for does not count
        appointment.asked_to_choose_at = None
        appointment.revision += 1
        record(session, appointment, "moved", "consumer", now, {"from": old_starts_at.isoformat()})
        adjust_meetings(session, appointment, now)
        promise_letters(session, appointment, "moved", now, old_technician)


def check_may_move(appointment: Appointment, now: datetime) -> None:
    """Raises NotLive, TooLate or TooManyMoves by the office's rules; whom the office has asked to move may do so."""
    if not appointment.is_live(now):
        raise NotLive
    if now > appointment.move_deadline():
        raise TooLate(appointment.move_deadline())
    if not appointment.may_move(now):
        raise TooManyMoves


def lock(session: Session, appointment_id: int) -> Appointment:
    """The appointment, with its row locked until the transaction ends, so that two changes come one after the other.

    Locked by itself and read afterwards: PostgreSQL, having waited, looks at the new row but joins it to the old
    technician, and finds nothing when somebody reassigned it meanwhile.
    """
    session.execute(select(Appointment.id).where(Appointment.id == appointment_id).with_for_update())
    return session.scalars(select(Appointment).where(Appointment.id == appointment_id)).one()
