"""Sending the letters that were promised, one appointment at a time and in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.backoff import USUAL_PACE, Pace
from booking.link_letters import said_pending
from booking.models import Appointment, Message
from booking.reminders import BY_KIND
from booking.reschedule import lock
from database import writing
from mail import MailProblem


class Post(Protocol):
    """The way out for letters."""

    def send(self, message: EmailMessage) -> None:
        """Hand one message over. Raises `mail.MailProblem`."""


class Pen(Protocol):
    """Writes the letter that a message row stands for (booking.letters)."""

    def write(self, session: Session, message: Message, now: datetime) -> EmailMessage | None:
        """The letter as it is true now; None when there is nobody to write to any more."""


@dataclass(frozen=True)
class _Try:
    message_id: int
    attempts: int
    letter: EmailMessage
    had_said_pending: bool
    """Whether an earlier try of the same letter may have told the person that the link is still to come."""
    others_due: bool
    """Whether more letters of the appointment are due. What becomes due later brings its own work with it."""


def send_letters(
    appointment_id: int, pen: Pen, post: Post, clock: Callable[[], datetime], pace: Pace = USUAL_PACE
) -> None:
    """Send what is due, oldest first. A letter that waits for its next try holds back later ones to the same person.

    A letter may go out twice when the worker dies between the server's yes and our note of it: then with the same
    Message-ID, which mail programs show once.
    """
    others_due = True
    while others_due and (attempt := _claim_next(appointment_id, pen, clock(), pace)):
        try:
            post.send(attempt.letter)
        except MailProblem as problem:
            _record_problem(attempt, problem, clock(), pace)
        else:
            _record_sent(attempt, clock())
        others_due = attempt.others_due


def _claim_next(appointment_id: int, pen: Pen, now: datetime, pace: Pace) -> _Try | None:
    """The next letter that is due, written, with the try noted before it is made.

    The appointment is locked meanwhile, as by whoever changes it or its meeting, so that the letter tells one truth.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        unsent = session.scalars(
            select(Message)
            .where(
                Message.appointment_id == appointment_id,
                Message.sent_at.is_(None),
                Message.superseded_at.is_(None),
                Message.given_up_at.is_(None),
            )
            .order_by(Message.id)
        ).all()
        waiting: set[tuple[str, int | None]] = set()
        for message in unsent:
            addressee = (message.recipient, message.technician_id)
            if addressee in waiting:
                continue
            if message.next_attempt_at > now:
                waiting.add(addressee)
                continue
            had_said_pending = message.said_link_pending
            letter = None if _is_pointless(session, message, appointment, now) else pen.write(session, message, now)
            if letter is None:
                message.superseded_at = now
                continue
            message.attempts += 1
            message.next_attempt_at = now + pace.longest_try
            others_due = any(other.next_attempt_at <= now for other in unsent if other.is_open)
            return _Try(message.id, message.attempts, letter, had_said_pending, others_due)
        return None


def _is_pointless(session: Session, message: Message, appointment: Appointment, now: datetime) -> bool:
    """Whether the letter has lost its point while it could not be sent: a late reminder, a link that is no news, a
    request that was met."""
    reminder = BY_KIND.get(message.kind)
    if reminder is not None:
        return reminder.is_late(appointment, now)
    if message.kind == "choose_another_hour":
        return appointment.asked_to_choose_at is None or not appointment.is_live(now)
    if message.kind == "link_ready":
        return appointment.is_over(now) or not said_pending(session, appointment)
    return False


def _record_sent(attempt: _Try, now: datetime) -> None:
    with writing() as session:
        message = session.get_one(Message, attempt.message_id)
        message.sent_at = now
        message.problem = None


def _record_problem(attempt: _Try, problem: MailProblem, now: datetime, pace: Pace) -> None:
    with writing() as session:
        message = session.get_one(Message, attempt.message_id)
        message.problem = problem.advice
        if not problem.unknown_outcome:
            message.said_link_pending = attempt.had_said_pending  # what this try said, nobody has read
        if problem.retryable or problem.unknown_outcome:
            message.next_attempt_at = pace.next_attempt(now, attempt.attempts, problem.retry_after)
        else:
            message.given_up_at = now
