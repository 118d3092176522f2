"""The letter that offers another call: to who did not come, and to whom we owe one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Appointment, Message
from booking.promises import enqueue_letters, promise_letter

MISSED = "missed"
CALL_AGAIN = "call_again"
LETTERS = (MISSED, CALL_AGAIN)


def letter_for(outcome: str, next_step: str) -> str | None:
    """The kind of letter that an ending calls for."""
    if outcome == "consumer_absent":
        return MISSED
    return CALL_AGAIN if outcome != "attended" and next_step == "new_call" else None


def offer_another(session: Session, appointment: Appointment, outcome: str, next_step: str, now: datetime) -> None:
    """Promise the letter, once per ending; one that another ending had promised and that has not gone is withdrawn."""
    kind = letter_for(outcome, next_step)
    promised = session.scalars(
        select(Message).where(
            Message.appointment_id == appointment.id,
            Message.kind.in_(LETTERS),
            Message.revision == appointment.revision,
            Message.superseded_at.is_(None),
        )
    ).all()
    for message in promised:
        if message.kind != kind and message.sent_at is None:
            message.superseded_at = now
    if kind is None or appointment.person.email is None or any(message.kind == kind for message in promised):
        return
    message = promise_letter(session, appointment, "consumer", kind, now, now)
    session.flush()
    enqueue_letters(session, appointment, again=f"-{kind}-{message.id}")
