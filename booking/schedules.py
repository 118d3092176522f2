"""What is found by asking the tables: things due and not done, reminders, expired holds, slots of the coming weeks.

A schedule enqueues or tidies; it never talks to the outside itself. Each query is bounded by what is open or near,
not by history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Meeting, Message, WorkerBeat
from booking.promises import enqueue_letters, enqueue_meeting, promise_letter
from database import writing

AT_MOST = 500
"""Promises taken up by one run; the next run takes the next ones."""


@dataclass(frozen=True)
class Reminder:
    """When a reminder is due before the call, and until when it is still worth sending."""

    kind: str
    before: timedelta
    not_after: timedelta


REMINDERS = (
    Reminder("reminder_48h", before=timedelta(hours=48), not_after=timedelta(hours=24)),
    Reminder("reminder_2h", before=timedelta(hours=2), not_after=timedelta(minutes=30)),
)


def resume_promises(now: datetime) -> int:
    """Enqueue again what is due and not done: tries whose time has come, and work that was lost. Gives how many."""
    with writing() as session:
        meetings = session.scalars(
            select(Meeting)
            .where(Meeting.settled_at.is_(None), Meeting.next_attempt_at <= now)
            .order_by(Meeting.next_attempt_at)
            .limit(AT_MOST)
        ).all()
        for meeting in meetings:
            enqueue_meeting(session, meeting, 0, again=f"-again-{_mark(meeting.next_attempt_at, now)}")
        letters = session.scalars(
            select(Message)
            .where(
                Message.sent_at.is_(None),
                Message.superseded_at.is_(None),
                Message.given_up_at.is_(None),
                Message.next_attempt_at <= now,
            )
            .order_by(Message.next_attempt_at)
            .limit(AT_MOST)
        ).all()
        for message in letters:
            appointment = session.get_one(Appointment, message.appointment_id)
            again = f"-again-{message.id}-{_mark(message.next_attempt_at, now)}"
            enqueue_letters(session, appointment, again=again)
        return len(meetings) + len(letters)


def _mark(due: datetime | None, now: datetime) -> str:
    """Names one resumption: the same while it waits in its queue, another one if it came to nothing."""
    return f"{due.timestamp() if due else 0:.0f}-{now.timestamp() // 300:.0f}"


def promise_reminders(now: datetime) -> int:
    """Promise the reminders that have become due. None for an hour that was chosen later than its reminder was due."""
    promised = 0
    for reminder in REMINDERS:
        with writing() as session:
            for appointment in _due(session, reminder, now):
                promise_letter(session, appointment, "consumer", reminder.kind, now, now)
                enqueue_letters(session, appointment, again=f"-{reminder.kind}")
                promised += 1
    return promised


def _due(session: Session, reminder: Reminder, now: datetime) -> list[Appointment]:
    reminded = exists().where(
        Message.appointment_id == Appointment.id,
        Message.kind == reminder.kind,
        Message.revision == Appointment.revision,
    )
    near = session.scalars(
        select(Appointment).where(
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > now + reminder.not_after,
            Appointment.starts_at <= now + reminder.before,
            ~reminded,
        )
    )
    return [
        appointment
        for appointment in near
        if appointment.person.email is not None and appointment.chosen_at <= appointment.starts_at - reminder.before
    ]


def beat(worker_id: str, now: datetime) -> None:
    """Show that the worker lives."""
    with writing() as session:
        session.merge(WorkerBeat(worker_id=worker_id, beat_at=now))


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
