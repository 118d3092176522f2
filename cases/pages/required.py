"""What the office formally asks of a person and waits for, as their pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from cases.models import Case, Deadline, Requirement
from database import db


@dataclass(frozen=True)
class Required:
    """An open requirement: plain values, for a change in between makes rows stale."""

    purpose: str
    """remedy: papers in some days; lapse: going on within three months."""
    documents: tuple[str, ...]
    """Kinds."""
    text: str
    """What is asked, in the office's words; like `missing`, shown after the second check only."""
    missing: str
    """What the office said of papers that were not all."""
    due_on: date | None
    """None as long as its notification has not been deposited."""
    provisional: bool
    """The date counts from a communication that was sent and not opened yet."""

    @property
    def asks_papers(self) -> bool:
        """A warning of lapse may ask for something else alone."""
        return self.purpose == "remedy" or bool(self.documents)


def required_of(case: Case) -> Required | None:
    """What the case waits for, if it does."""
    row = db.session.execute(
        select(Requirement, Deadline.due_on, Deadline.provisional)
        .outerjoin(Deadline, (Deadline.requirement_id == Requirement.id) & Deadline.ended_at.is_(None))
        .where(Requirement.case_id == case.id, Requirement.met_at.is_(None), Requirement.resolved_at.is_(None))
        .order_by(Requirement.id.desc(), Deadline.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    asked: Requirement = row[0]
    return Required(
        purpose=asked.purpose,
        documents=tuple(asked.document_kinds),
        text=asked.text,
        missing=case.state_detail,
        due_on=row.due_on,
        provisional=bool(row.provisional),
    )
