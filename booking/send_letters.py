"""Sending the letters that were promised, one appointment at a time and in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.backoff import next_attempt
from booking.models import Message
from database import writing
from mail import MailProblem

CLAIM = timedelta(minutes=5)
"""A try that was cut off (worker killed) is taken up again after this time at the latest, with the same Message-ID."""


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


def send_letters(appointment_id: int, pen: Pen, post: Post, clock: Callable[[], datetime]) -> None:
    """Send what is due, oldest first. A letter that waits for its next try holds back later ones to the same person.

    A letter may go out twice when the worker dies between the server's yes and our note of it: then with the same
    Message-ID, which mail programs show once.
    """
    while True:
        attempt = _claim_next(appointment_id, pen, clock())
        if attempt is None:
            return
        try:
            post.send(attempt.letter)
        except MailProblem as problem:
            _record_problem(attempt, problem, clock())
        else:
            _record_sent(attempt, clock())


def _claim_next(appointment_id: int, pen: Pen, now: datetime) -> _Try | None:
    """The next letter that is due, written, with the try noted before it is made."""
    with writing() as session:
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
            letter = pen.write(session, message, now)
            if letter is None:
                message.superseded_at = now
                continue
            message.attempts += 1
            message.next_attempt_at = now + CLAIM
            return _Try(message.id, message.attempts, letter)
        return None


def _record_sent(attempt: _Try, now: datetime) -> None:
    with writing() as session:
        message = session.get_one(Message, attempt.message_id)
        message.sent_at = now
        message.problem = None


def _record_problem(attempt: _Try, problem: MailProblem, now: datetime) -> None:
    with writing() as session:
        message = session.get_one(Message, attempt.message_id)
        message.problem = problem.advice
        if problem.retryable or problem.unknown_outcome:
            message.next_attempt_at = next_attempt(now, attempt.attempts, problem.retry_after)
        else:
            message.given_up_at = now
