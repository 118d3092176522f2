"""Giving several cases to a technician at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from cases.assign import CaseClosed, NotHere as NotHere, assign_in
from cases.errors import CaseDestroyed
from cases.history import lock_case
from cases.models import Case
from database import writing

Why = Literal["closed", "destroyed", "unknown"]
"""`unknown`: there is no such case in this office."""


@dataclass(frozen=True)
class Assigned:
    """What came of it."""

    given: list[str]
    """Numbers of the cases that are the technician's now, whether they were before or not."""
    refused: list[tuple[str, Why]]
    """Number (or reference, of unknown ones) of the others, and why."""


def assign_many(
    office_id: int, references: Sequence[str], technician_id: int, member_id: int, now: datetime
) -> Assigned:
    """Give the office's cases of these references to a technician: all that can be given, in one transaction.

    Raises NotHere, and then gives none, when no such technician works for the office.
    """
    with writing() as session:
        rows = session.execute(
            select(Case.id, Case.reference, Case.number)
            .where(Case.office_id == office_id, Case.reference.in_(references))
            .order_by(Case.id)  # locked in one order by everybody: two who do this at once wait and do not clash
        ).all()
        known = {row.reference for row in rows}
        refused: list[tuple[str, Why]] = [(one, "unknown") for one in dict.fromkeys(references) if one not in known]
        given = []
        for row in rows:
            try:
                assign_in(session, lock_case(session, row.id), technician_id, member_id, now)
            except CaseClosed:
                refused.append((row.number, "closed"))
            except CaseDestroyed:
                refused.append((row.number, "destroyed"))
            else:
                given.append(row.number)
        return Assigned(given, refused)
