"""Trying again, after whatever was in the way has been mended. Meetings and letters of hours that are over stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.coordinate.actor import Actor
from booking.models import Appointment, Meeting, Message
from booking.pending.find import letters_not_sent, meetings_not_made
from booking.pending.matters import NoLetter, NoMeeting
from booking.promises import enqueue_letters, enqueue_meeting
from booking.reschedule import lock
from database import db, writing
from staff.audit import note


def retry(appointment_id: int, actor: Actor, now: datetime) -> int:
    """Try everything of one appointment again that has not gone well, at once. Gives how many promises."""
    with writing() as session:
        appointment = lock(session, appointment_id)
        meetings = session.scalars(
            select(Meeting).where(Meeting.appointment_id == appointment_id, Meeting.settled_at.is_(None))
        ).all()
        letters = session.scalars(
            select(Message)
            .where(Message.appointment_id == appointment_id, Message.sent_at.is_(None), Message.superseded_at.is_(None))
            .order_by(Message.id)
        ).all()
        _try_meetings(session, appointment, meetings, now)
        _try_letters(session, appointment, letters, now)
        if meetings or letters:
            again = {"meetings": [one.id for one in meetings], "letters": [one.id for one in letters]}
            note(session, actor.staff_id, "promises_retried", appointment, now, after=again)
        return len(meetings) + len(letters)


def retry_all(office_id: int, actor: Actor, now: datetime) -> int:
    """The same for all that the office has on its list, each appointment by itself. Gives how many promises."""
    session = db.session()
    stuck: list[NoMeeting | NoLetter] = [*meetings_not_made(session, office_id, now)]
    stuck += letters_not_sent(session, office_id, now)
    appointments = sorted({one.appointment.id for one in stuck})
    session.rollback()
    return sum(retry(appointment_id, actor, now) for appointment_id in appointments)


def _try_meetings(session: Session, appointment: Appointment, meetings: Sequence[Meeting], now: datetime) -> None:
    for meeting in meetings:
        meeting.next_attempt_at = now
        enqueue_meeting(session, meeting, appointment.revision, again=_mark(now))


def _try_letters(session: Session, appointment: Appointment, letters: Sequence[Message], now: datetime) -> None:
    for message in letters:
        message.given_up_at, message.next_attempt_at = None, now
    if letters:
        enqueue_letters(session, appointment, again=_mark(now))


def _mark(now: datetime) -> str:
    """Names this retry among others of the same promise."""
    return f"-retry-{now.timestamp():.0f}"
