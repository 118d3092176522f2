"""What happened to an appointment and what we sent the person about it, as the page lists it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from booking.models import AppointmentEvent, Message
from database import db

TOLD = ("booked", "moved", "moved_by_office", "cancelled", "arrived")
"""Events that the person has a part in, or that change the hour. Who attends them is told at the hour itself."""

Line = tuple[datetime, str]
"""When, and a code for which the page has the words."""

# Built once: putting a statement together costs as much as asking it.
_EVENTS = select(AppointmentEvent.happened_at, AppointmentEvent.kind).where(
    AppointmentEvent.appointment_id == bindparam("appointment"), AppointmentEvent.kind.in_(TOLD)
)
_LETTERS = select(Message.kind, Message.created_at, Message.sent_at, Message.given_up_at, Message.superseded_at).where(
    Message.appointment_id == bindparam("appointment"), Message.recipient == "consumer"
)


def history_of(appointment_id: int) -> list[Line]:
    """In order, newest last."""
    events = db.session.connection().execute(_EVENTS, {"appointment": appointment_id})
    messages = db.session.connection().execute(_LETTERS, {"appointment": appointment_id})
    lines = [(moment, kind) for moment, kind in events]
    lines += [line for message in messages for line in _sent(*message)]
    return sorted(lines)


def _sent(
    kind: str,
    created_at: datetime,
    sent_at: datetime | None,
    given_up_at: datetime | None,
    superseded_at: datetime | None,
) -> list[Line]:
    if sent_at is not None:
        return [(sent_at, "sent_reminder" if kind.startswith("reminder") else f"sent_{kind}")]
    if given_up_at is not None:
        return [(given_up_at, "refused")]
    return [(created_at, "sending")] if superseded_at is None else []
