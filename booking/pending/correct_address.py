"""Correcting the address of somebody whom letters do not reach."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from booking.book import new_link
from booking.coordinate.actor import Actor
from booking.errors import NotLive
from booking.models import Appointment, AppointmentLink, CalendarEntry, Message
from booking.pending.errors import NobodyToWriteTo, SameAddress
from booking.promises import enqueue_letters, promise_letter, record, supersede_unsent
from booking.reschedule import lock
from database import writing
from staff.audit import note


def correct_address(appointment_id: int, email: str, actor: Actor, now: datetime) -> None:
    """Write to the person at this address from now on, beginning with how things stand.

    Nothing is sent to the old address: it was wrong, and a CANCEL would tell a stranger of the call. The new
    addressee's calendar entry is another one, with a UID of its own that begins at SEQUENCE 0: no two addressees share
    one. A link that may have reached the old address is revoked. `email` is as stored (`forms.fields.mail_address`).

    Raises NotLive, SameAddress, or NobodyToWriteTo for somebody whose data are erased.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        if now >= appointment.ends_at:
            raise NotLive
        if appointment.person.erased_at is not None:
            raise NobodyToWriteTo
        if appointment.person.email == email:
            raise SameAddress
        if _may_have_arrived(session, appointment):
            _change_link(session, appointment, now)
        supersede_unsent(session, appointment, now, "consumer")
        appointment.person.email = email
        _open_new_calendar(session, appointment, now)
        record(session, appointment, "address_corrected", actor.code, now)
        note(session, actor.staff_id, "address_corrected", appointment, now)
        kind = "confirmed" if appointment.cancelled_at is None else "cancelled"
        promise_letter(session, appointment, "consumer", kind, now, now)
        enqueue_letters(session, appointment, again=f"-address-{now.timestamp():.0f}")


def _may_have_arrived(session: Session, appointment: Appointment) -> bool:
    """Whether somebody may have read a letter at the old address. One that was refused reached nobody."""
    arrived = session.scalar(
        select(Message.id)
        .where(
            Message.appointment_id == appointment.id,
            Message.recipient == "consumer",
            or_(Message.sent_at.is_not(None), (Message.attempts > 0) & Message.given_up_at.is_(None)),
        )
        .limit(1)
    )
    return arrived is not None


def _change_link(session: Session, appointment: Appointment, now: datetime) -> None:
    session.execute(
        update(AppointmentLink)
        .where(AppointmentLink.appointment_id == appointment.id, AppointmentLink.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    new_link(session, appointment, now)


def _open_new_calendar(session: Session, appointment: Appointment, now: datetime) -> None:
    entry = session.get_one(CalendarEntry, appointment.id)
    entry.uid = f"{uuid.uuid4()}@{appointment.office.email.partition('@')[2]}"
    entry.sequence, entry.first_message_id, entry.created_at = -1, None, now
