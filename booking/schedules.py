"""What is found by asking the tables: things due and not done, and what waited for a person who has acted.

A schedule enqueues or tidies; it never talks to the outside itself. Each query is bounded by what is open or near,
not by history.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from booking.models import Appointment, Meeting, Message, WorkerBeat
from booking.promises import enqueue_letters, enqueue_meeting
from database import db, writing

AT_MOST = 500
"""Meetings, and letters, taken up by one run; the next run takes the next ones."""


IN_ITS_QUEUE = timedelta(minutes=1)
"""So long the first try is taken to be waiting in its queue, where it was put with the promise: when many book at
once, to put it there again would double the work just when there is most of it."""


def resume_promises(now: datetime, at_most: int = AT_MOST) -> int:
    """Enqueue again what is due and not done: tries whose time has come, and work that was lost. Gives how many."""
    with writing() as session:
        meetings = session.scalars(
            select(Meeting)
            .where(Meeting.settled_at.is_(None), Meeting.next_attempt_at <= now)
            .where(or_(Meeting.attempts > 0, Meeting.next_attempt_at <= now - IN_ITS_QUEUE))
            .order_by(Meeting.next_attempt_at)
            .limit(at_most)
        ).all()
        for meeting in meetings:
            enqueue_meeting(session, meeting, 0, again=f"-again-{_mark(meeting.next_attempt_at, now)}")
        letters = session.scalars(_letters_to_send(now, at_most)).all()
        for message in letters:
            appointment = session.get_one(Appointment, message.appointment_id)
            again = f"-again-{message.id}-{_mark(message.next_attempt_at, now)}"
            enqueue_letters(session, appointment, again=again)
        return len(meetings) + len(letters)


def _letters_to_send(now: datetime, at_most: int) -> Select[Message]:
    """Due letters, but for those held back by an earlier one: they would fill the run for nothing."""
    earlier = aliased(Message)
    held_back = exists().where(
        earlier.appointment_id == Message.appointment_id,
        earlier.recipient == Message.recipient,
        or_(earlier.technician_id == Message.technician_id, Message.technician_id.is_(None)),
        earlier.id < Message.id,
        _is_open(earlier),
        earlier.next_attempt_at > now,
    )
    return (
        select(Message)
        .where(_is_open(Message), Message.next_attempt_at <= now, ~held_back)
        .where(
            or_(
                Message.attempts > 0,
                Message.next_attempt_at != Message.created_at,  # waited for the meeting, and nothing is in the queue
                Message.next_attempt_at <= now - IN_ITS_QUEUE,
            )
        )
        .order_by(Message.next_attempt_at)
        .limit(at_most)
    )


def _is_open(message: type[Message]) -> ColumnElement[bool]:
    return and_(message.sent_at.is_(None), message.superseded_at.is_(None), message.given_up_at.is_(None))


def _mark(due: datetime | None, now: datetime) -> str:
    """Names one resumption: the same while it waits in its queue, another one if it came to nothing."""
    return f"{due.timestamp() if due else 0:.0f}-{now.timestamp() // 300:.0f}"


def beat(worker_id: str, now: datetime) -> None:
    """Show that the worker lives."""
    with writing() as session:
        session.merge(WorkerBeat(worker_id=worker_id, beat_at=now))


def silent_workers(since: datetime) -> set[str]:
    """Names of the workers that have not shown themselves since then."""
    return set(db.session.scalars(select(WorkerBeat.worker_id).where(WorkerBeat.beat_at < since)))


def try_again(now: datetime) -> int:
    """Take up everything that waits for a person to act, after they have acted. Gives how many promises."""
    with writing() as session:
        meetings = session.scalars(
            select(Meeting).where(Meeting.settled_at.is_(None), Meeting.next_attempt_at.is_(None))
        ).all()
        for meeting in meetings:
            meeting.next_attempt_at = now
        letters = session.scalars(
            select(Message).where(
                Message.given_up_at.is_not(None), Message.sent_at.is_(None), Message.superseded_at.is_(None)
            )
        ).all()
        for message in letters:
            message.given_up_at, message.next_attempt_at = None, now
        return len(meetings) + len(letters)
