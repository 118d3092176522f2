"""A mail about a case is promised in the transaction of the change that it tells of."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import jobs
from booking.models import Office, Person
from cases.models import Case, CaseLetter


def promise_letter(
    session: Session, case: Case, kind: str, now: datetime, submission_id: int | None = None
) -> CaseLetter | None:
    """Promise the person one mail of this kind (see `CaseLetter.kind`); None if they have no address.

    It says that something changed and where to read it. A change that follows before it is sent needs none of its own
    of the same kind, unless it is a receipt (`submission_id`).
    """
    email = session.scalar(select(Person.email).where(Person.id == case.person_id))
    if email is None:
        return None
    waiting = session.scalars(
        select(CaseLetter).where(
            CaseLetter.case_id == case.id,
            CaseLetter.kind == kind,
            CaseLetter.submission_id == submission_id,
            CaseLetter.attempts == 0,
            CaseLetter.sent_at.is_(None),
            CaseLetter.given_up_at.is_(None),
        )
    ).first()
    if waiting is not None:
        return waiting
    office_mail = session.scalars(select(Office.email).where(Office.id == case.office_id)).one()
    letter = CaseLetter(
        case_id=case.id,
        kind=kind,
        message_id=f"{uuid.uuid4()}@{office_mail.partition('@')[2]}",
        submission_id=submission_id,
        created_at=now,
        next_attempt_at=now,
    )
    session.add(letter)
    session.flush()
    enqueue_letter(session, letter)
    return letter


def enqueue_letter(session: Session, letter: CaseLetter, again: str = "") -> None:
    """Queue the sending of a case's letters, one after the other."""
    jobs.enqueue(
        session,
        jobs.LETTERS,
        "send_case_letters",
        f"case-{letter.case_id}",
        letter.case_id,
        workflow_id=f"case-letter-{letter.id}{again}",
    )
