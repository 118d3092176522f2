"""Sending the mails that were promised about cases, one case at a time and in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.backoff import USUAL_PACE, Pace
from booking.send_letters import Post
from cases.models import Case, CaseLetter
from cases.promise_letter import enqueue_letter
from database import writing
from mail import MailProblem

AT_MOST = 500
"""Letters taken up by one run of `resume_letters`; the next run takes the next ones."""

NOBODY = "nobody_to_write_to"
"""In the place of a gateway's advice: the person has no address any more."""


class Pen(Protocol):
    """Writes the letter that a row stands for (cases.write_letter)."""

    def write(self, session: Session, letter: CaseLetter, now: datetime) -> EmailMessage | None:
        """The letter as it is true now; None when there is nobody to write to any more."""


@dataclass(frozen=True)
class _Try:
    letter_id: int
    attempts: int
    letter: EmailMessage


def send_case_letters(
    case_id: int, pen: Pen, post: Post, clock: Callable[[], datetime], pace: Pace = USUAL_PACE
) -> None:
    """Send what is due, oldest first; one that waits for its next try holds back the later ones.

    A letter may go out twice when the worker dies between the server's yes and our note of it: then with the same
    Message-ID, which mail programs show once.
    """
    while (attempt := _claim_next(case_id, pen, clock(), pace)) is not None:
        try:
            post.send(attempt.letter)
        except MailProblem as problem:
            _record_problem(attempt, problem, clock(), pace)
        else:
            _record_sent(attempt, clock())


def resume_letters(now: datetime, at_most: int = AT_MOST) -> int:
    """Enqueue again what is due and not sent: tries whose time has come, and work that was lost. Gives how many."""
    with writing() as session:
        due = session.scalars(
            select(CaseLetter)
            .where(CaseLetter.sent_at.is_(None), CaseLetter.given_up_at.is_(None), CaseLetter.next_attempt_at <= now)
            .order_by(CaseLetter.next_attempt_at)
            .limit(at_most)
        ).all()
        for letter in due:
            enqueue_letter(session, letter, f"-again-{letter.attempts}-{now.timestamp() // 300:.0f}")
        return len(due)


def _claim_next(case_id: int, pen: Pen, now: datetime, pace: Pace) -> _Try | None:
    """The oldest unsent letter, written, with the try noted before it is made; None when it is not due yet.

    The case is locked meanwhile, as by whoever changes it, so that a change waits and its letter is told of it.
    """
    with writing() as session:
        session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
        unsent = session.scalars(
            select(CaseLetter)
            .where(CaseLetter.case_id == case_id, CaseLetter.sent_at.is_(None), CaseLetter.given_up_at.is_(None))
            .order_by(CaseLetter.id)
        ).all()
        for letter in unsent:
            if letter.next_attempt_at > now:
                return None
            written = pen.write(session, letter, now)
            if written is None:
                letter.given_up_at, letter.problem = now, NOBODY
                continue
            letter.attempts += 1
            letter.next_attempt_at = now + pace.longest_try
            return _Try(letter.id, letter.attempts, written)
        return None


def _record_sent(attempt: _Try, now: datetime) -> None:
    with writing() as session:
        letter = session.get_one(CaseLetter, attempt.letter_id)
        letter.sent_at, letter.problem = now, None


def _record_problem(attempt: _Try, problem: MailProblem, now: datetime, pace: Pace) -> None:
    with writing() as session:
        letter = session.get_one(CaseLetter, attempt.letter_id)
        letter.problem = problem.advice
        if problem.retryable or problem.unknown_outcome:
            letter.next_attempt_at = pace.next_attempt(now, attempt.attempts, problem.retry_after)
        else:
            letter.given_up_at = now
