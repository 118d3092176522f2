"""Ending a case on formal grounds: an act of its own, with a reason and a notification. No date does it by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import CaseRefusal
from cases.history import changed, lock_case
from cases.models import GROUNDS, RESOLUTIONS, Case, Requirement, Resolution
from cases.move_case import ImpossibleMove, WhyWanted, check_move, move_in
from cases.require_documents import Channel
from cases.requirements import deadline_of, open_requirement
from cases.states import moves_from
from database import writing

_PURPOSE: Final = {"deemed_withdrawn": "remedy", "lapsed": "lapse"}
"""Of the requirement that was not met."""


@dataclass(eq=False)
class NotYetOver(CaseRefusal):
    """The time that the person has is not over."""

    due_on: date | None
    """Its last day; None while it is not certain: the notification was neither opened nor rejected."""


class GroundWanted(CaseRefusal):
    """A case that is not admitted is so on one of the grounds of the law."""


@dataclass(frozen=True)
class Decision:
    """What is resolved."""

    outcome: str
    """A state of `RESOLUTIONS`."""
    reason: str
    told: str
    """Shown to the person beside the state."""
    notified_by: Channel
    ground: str | None = None
    """One of `GROUNDS`, where the case is not admitted."""


def resolve(
    case_id: int,
    decision: Decision,
    member_id: int,
    now: datetime,
    seen_state: str,
    zone: ZoneInfo,
    *,
    seen_papers: datetime | None = None,
) -> None:
    """Close the case by a resolution.

    For a requirement that was not met: once its time, which runs from the notification, is over; what the person
    brings before that counts (Ley 39/2015, art. 68.1 with 21.1, 73.3 and 95.1). `seen_papers` as in `move`. Raises
    StateChanged, MoreArrived, ImpossibleMove, WhyWanted, GroundWanted, NotYetOver, HolidaysNotLoaded.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        check_move(case, decision.outcome, seen_state, seen_papers)
        if decision.outcome not in RESOLUTIONS:
            raise ImpossibleMove(case.state, tuple(code for code in moves_from(case.state) if code in RESOLUTIONS))
        if not decision.reason:
            raise WhyWanted
        if decision.outcome == "inadmissible" and decision.ground not in GROUNDS:
            raise GroundWanted
        today = now.astimezone(zone).date()
        if decision.outcome in _PURPOSE:
            check_time_is_over(session, case, decision.outcome, today)
        resolution = Resolution(
            case_id=case.id,
            outcome=decision.outcome,
            ground=decision.ground if decision.outcome == "inadmissible" else None,
            reason=decision.reason,
            resolved_at=now,
            resolved_by=member_id,
            notified_by=decision.notified_by,
        )
        session.add(resolution)
        session.flush()
        complete_on = _complete_since(session, case).astimezone(zone).date()
        move_in(session, case, decision.outcome, "", decision.told, member_id, now, zone, since=complete_on)
        details = {"resolution": str(resolution.id), "outcome": decision.outcome}
        changed(session, case, "resolved", member_id, now, details=details, words=decision.reason)


def check_time_is_over(session: Session, case: Case, outcome: str, today: date) -> None:
    """Whether a requirement was not met in its time. Raises NotYetOver, and ImpossibleMove for one of another kind."""
    requirement = open_requirement(session, case)
    if requirement is None or requirement.purpose != _PURPOSE[outcome]:
        raise ImpossibleMove(case.state, tuple(code for code in moves_from(case.state) if code != outcome))
    deadline = deadline_of(session, requirement)
    if deadline is None or deadline.provisional:
        raise NotYetOver(None)
    if today <= deadline.due_on:
        raise NotYetOver(deadline.due_on)


def _complete_since(session: Session, case: Case) -> datetime:
    """When everything was there: the 21 days in which to say that a case is not admitted run from then."""
    met = session.scalar(select(func.max(Requirement.met_at)).where(Requirement.case_id == case.id))
    return met or case.opened_at
