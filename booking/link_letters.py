"""The way into the call, and the letters: which wait for it, which say that it is to come, who hears of it later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Appointment, Meeting, Message
from booking.promises import enqueue_letters, promise_letter


def link_pending(session: Session, appointment: Appointment) -> bool:
    """Whether the way into the call is still being made."""
    if appointment.cancelled_at is not None or appointment.by_phone:
        return False
    link = session.scalar(
        select(Meeting.join_url)
        .where(Meeting.appointment_id == appointment.id, Meeting.wanted)
        .order_by(Meeting.id.desc())
        .limit(1)
    )
    return link is None


def said_pending(session: Session, appointment: Appointment) -> bool:
    """Whether the newest state letter to the person told them, or may have told them, that the link is to come."""
    newest = _newest_state_letter(session, appointment)
    return newest is not None and newest.said_link_pending


def let_waiting_letters_go(
    session: Session, appointment: Appointment, now: datetime, not_before: datetime | None = None
) -> None:
    """Letters that wait for the meeting need not wait any longer.

    With `not_before`, when the meeting is tried next, only those go that would not see the end of that try anyway.
    """
    waiting = session.scalars(
        select(Message).where(
            Message.appointment_id == appointment.id,
            Message.attempts == 0,
            Message.sent_at.is_(None),
            Message.superseded_at.is_(None),
            Message.next_attempt_at > now,
        )
    ).all()
    hopeless = [message for message in waiting if not_before is None or message.next_attempt_at <= not_before]
    for message in hopeless:
        message.next_attempt_at = now
    if hopeless:
        enqueue_letters(session, appointment, again="-meeting")


def tell_that_the_link_is_there(session: Session, appointment: Appointment, now: datetime) -> None:
    """The meeting stands: letters that waited for it go, and who was told that the link is to come hears of it once."""
    let_waiting_letters_go(session, appointment, now)
    newest = _newest_state_letter(session, appointment)
    if newest is None or not newest.said_link_pending:
        return
    told = session.scalar(
        select(Message.id)
        .where(Message.appointment_id == appointment.id, Message.kind == "link_ready", Message.id > newest.id)
        .limit(1)
    )
    if told is None:
        promise_letter(session, appointment, "consumer", "link_ready", now, now)
        enqueue_letters(session, appointment, again="-link")


def _newest_state_letter(session: Session, appointment: Appointment) -> Message | None:
    return session.scalar(
        select(Message)
        .where(Message.appointment_id == appointment.id, Message.recipient == "consumer", Message.sequence.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
