"""Deadlines that end in the next days and those that have passed, for somebody to look at: dates do nothing alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.deadline_kinds import KINDS
from cases.models import Case, Deadline

AHEAD: Final = timedelta(days=3)
"""Calendar days."""

AT_MOST: Final = 200
"""As many of each kind as the list shows; whoever has more begins with the oldest."""


@dataclass(frozen=True)
class FallingDue:
    """The next deadline of a case."""

    kind: ClassVar = "deadline"
    since: datetime
    """The beginning of its last day: the list is in the order of such moments."""
    reference: str
    number: str
    deadline: str
    """Code of what must be done."""
    who_acts: str
    due_on: date
    is_past: bool


def falling_due(session: Session, office_id: int, now: datetime, zone: ZoneInfo) -> list[FallingDue]:
    """The next deadline of each of the office's cases that has passed or ends within `AHEAD`, the oldest first.

    Of a closed case too: what it still has to do is to notify.
    """
    today = now.astimezone(zone).date()
    due = (Case.office_id == office_id, Case.next_due_on <= today + AHEAD)
    still_to_notify = select(Deadline.case_id).where(
        Deadline.ended_at.is_(None), Deadline.due_on <= today + AHEAD, Deadline.kind == "notify_inadmissible"
    )
    # Two queries, for each has an index that holds nothing but what is open.
    rows = [
        row
        for condition in (Case.closed_at.is_(None), Case.id.in_(still_to_notify))
        for row in session.execute(
            select(Case.reference, Case.number, Case.next_deadline, Case.next_due_on)
            .where(*due, condition)
            .order_by(Case.next_due_on, Case.id)
            .limit(AT_MOST)
        )
    ]
    return [
        FallingDue(
            since=datetime.combine(due_on, time(), zone),
            reference=reference,
            number=number,
            deadline=kind,
            who_acts=KINDS[kind].who_acts,
            due_on=due_on,
            is_past=due_on < today,
        )
        for reference, number, kind, due_on in rows
        if kind is not None and due_on is not None
    ]
