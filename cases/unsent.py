"""Mails about cases that did not get away: found for somebody to act, tried again, or let go once the person knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from cases.history import changed, lock_case
from cases.models import Case, CaseLetter
from cases.promise_letter import enqueue_letter
from cases.send_letters import NOBODY
from database import writing

PATIENCE: Final = timedelta(hours=1)
"""What is tried again by itself is nobody's business for so long."""

AT_MOST: Final = 200
"""As many as the list shows; whoever has more begins with the oldest."""

_IN_VAIN = and_(CaseLetter.sent_at.is_(None), CaseLetter.told_at.is_(None), CaseLetter.problem != NOBODY)


@dataclass(frozen=True)
class Unsent:
    """The mails of one case that wait for somebody."""

    kind: ClassVar = "case_mail"
    since: datetime
    reference: str
    number: str
    code: str
    """Advice of the gateway on the oldest of them."""
    refused: bool


def unsent(session: Session, office_id: int, now: datetime) -> list[Unsent]:
    """Cases of the office with mails that were refused, or have been tried in vain for an hour, the oldest first."""
    rows = session.execute(
        select(CaseLetter.created_at, CaseLetter.problem, CaseLetter.given_up_at, Case.reference, Case.number)
        .join(Case, Case.id == CaseLetter.case_id)
        .where(
            Case.office_id == office_id,
            _IN_VAIN,
            or_(CaseLetter.given_up_at.is_not(None), CaseLetter.created_at < now - PATIENCE),
        )
        .order_by(CaseLetter.id)
        .limit(AT_MOST)
    )
    by_case: dict[str, Unsent] = {}
    for since, problem, given_up_at, reference, number in rows:
        by_case.setdefault(reference, Unsent(since, reference, number, problem or "", given_up_at is not None))
    return list(by_case.values())


def try_again(case_id: int, member_id: int, now: datetime) -> None:
    """Send the refused mails of a case once more, after their cause was mended. Raises CaseDestroyed."""
    with writing() as session:
        case = lock_case(session, case_id)
        letters = session.scalars(_refused(case_id)).all()
        for letter in letters:
            letter.given_up_at, letter.next_attempt_at = None, now
            enqueue_letter(session, letter, f"-retry-{now.timestamp():.0f}")
        if letters:
            changed(session, case, "mail_retried", member_id, now)


def told_otherwise(case_id: int, member_id: int, now: datetime) -> None:
    """The person has been rung up: the refused mails of the case need not go any more. Raises CaseDestroyed."""
    with writing() as session:
        case = lock_case(session, case_id)
        letters = session.scalars(_refused(case_id)).all()
        for letter in letters:
            letter.told_at = now
        if letters:
            changed(session, case, "told_by_telephone", member_id, now)


def _refused(case_id: int) -> Select[CaseLetter]:
    return select(CaseLetter).where(CaseLetter.case_id == case_id, _IN_VAIN, CaseLetter.given_up_at.is_not(None))
