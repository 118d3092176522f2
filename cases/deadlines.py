"""Deadlines of a case as rows: setting, ending, and copying the nearest one to the case for lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.calendar import calendar_of
from cases.deadline_kinds import KINDS
from cases.models import Case, Deadline

Because = Literal["met", "passed_on", "replaced"]
"""Why a deadline ended: what was due was done; the case went on without it; another took its place."""


def running(session: Session, case_id: int) -> Sequence[Deadline]:
    """The deadlines that have not ended, nearest first. Lateness alone ends none."""
    return session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case_id, Deadline.ended_at.is_(None))
        .order_by(Deadline.due_on, Deadline.id)
    ).all()


def set_deadline(
    session: Session,
    case: Case,
    kind: str,
    starts_on: date,
    now: datetime,
    *,
    provisional: bool = False,
    extended_by: int = 0,
    requirement_id: int | None = None,
) -> Deadline:
    """Begin a deadline, in the place of one of the same kind that runs.

    `starts_on` is the local day of the notification or of the fact: the count begins on the day after. Raises
    HolidaysNotLoaded.
    """
    due_on = KINDS[kind].lasts.last_day(calendar_of(session, case), starts_on, extended_by)
    end_deadlines([one for one in running(session, case.id) if one.kind == kind], "replaced", now)
    deadline = put_deadline(session, case, kind, starts_on, due_on)
    deadline.provisional, deadline.extended_by, deadline.requirement_id = provisional, extended_by, requirement_id
    refresh(session, case)
    return deadline


def put_deadline(session: Session, case: Case, kind: str, starts_on: date, due_on: date) -> Deadline:
    """Add the row of a deadline whose date is known already."""
    deadline = Deadline(case_id=case.id, kind=kind, starts_on=starts_on, due_on=due_on)
    session.add(deadline)
    return deadline


def end_deadlines(deadlines: Iterable[Deadline], because: Because, now: datetime) -> None:
    """These deadlines run no more. To be followed by `refresh`."""
    for deadline in deadlines:
        deadline.ended_at, deadline.ended_because = now, because


def refresh(session: Session, case: Case) -> None:
    """Copy the nearest deadline that counts to the case. To be called by whoever changes deadlines, in the end."""
    session.flush()
    nearest = next((one for one in running(session, case.id) if KINDS[one.kind].counts), None)
    case.next_deadline = nearest.kind if nearest else None
    case.next_due_on = nearest.due_on if nearest else None
