"""A lost link to a case: reference and mail or phone bring a new one by mail. The page always answers the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Person
from cases.history import changed
from cases.links import replace_link
from cases.models import Case, CaseLetter
from cases.promise_letter import promise_letter
from database import writing

PAUSE = timedelta(minutes=10)
"""A second request within it sends nothing: nobody's mail box is filled by somebody else."""


def recover_case_link(reference: str, email: str | None, phone: str | None, now: datetime) -> None:
    """Send the person a new link if reference and address fit; the old ones then say that there is a newer one.

    Says nothing of whether they fit, so that a stranger learns nothing. Somebody who gave no mail is helped by
    telephone: without an address there is nowhere to send it.
    """
    with writing() as session:
        case = session.scalars(
            select(Case)
            .join(Person, Person.id == Case.person_id)
            .where(
                Case.reference == reference.upper(),
                Case.destroyed_at.is_(None),
                Person.email.is_not(None),
                Person.gave(email, phone),
            )
        ).first()
        if case is None or _asked_lately(session, case.id, now):
            return
        replace_link(session, case, now)
        promise_letter(session, case, "case_link", now)
        changed(session, case, "link_recovered", "consumer", now, for_consumer=True)


def _asked_lately(session: Session, case_id: int, now: datetime) -> bool:
    return (
        session.scalar(
            select(CaseLetter.id)
            .where(CaseLetter.case_id == case_id, CaseLetter.kind == "case_link", CaseLetter.created_at > now - PAUSE)
            .limit(1)
        )
        is not None
    )
