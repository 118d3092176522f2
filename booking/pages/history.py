"""What happened to an appointment and what we sent the person about it, as the page lists it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from booking.models import AppointmentEvent, Message
from database import db

TOLD = ("booked", "moved", "moved_by_office", "cancelled", "arrived")
"""Events that the person has a part in, or that change the hour. Who attends them is told at the hour itself."""

Line = tuple[datetime, str]
"""When, and a code for which the page has the words."""


def history_of(appointment_id: int) -> list[Line]:
    """In order, newest last."""
    events = db.session.execute(
        select(AppointmentEvent.happened_at, AppointmentEvent.kind).where(
            AppointmentEvent.appointment_id == appointment_id, AppointmentEvent.kind.in_(TOLD)
        )
    )
    messages = db.session.scalars(
        select(Message).where(Message.appointment_id == appointment_id, Message.recipient == "consumer")
    )
    lines = [(moment, kind) for moment, kind in events]
    lines += [line for message in messages for line in _sent(message)]
    return sorted(lines)


def _sent(message: Message) -> list[Line]:
    if message.sent_at is not None:
        kind = "reminder" if message.kind.startswith("reminder") else message.kind
        return [(message.sent_at, f"sent_{kind}")]
    if message.given_up_at is not None:
        return [(message.given_up_at, "refused")]
    return [(message.created_at, "sending")] if message.is_open else []
