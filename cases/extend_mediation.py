"""Giving a mediation more time: up to six months in all, with a cause."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cases.deadline_kinds import LONGEST_MEDIATION_EXTENSION
from cases.deadlines import running, set_deadline
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import Deadline
from cases.move_case import StateChanged, WhyWanted
from cases.promise_letter import promise_letter
from cases.require_documents import AlreadyExtended, NoMoreTime
from database import writing


class NotInMediation(CaseRefusal):
    """Nobody mediates in the case."""


def extend_mediation(
    case_id: int, months: int, why: str, told: str, actor: Actor, now: datetime, seen_state: str, zone: ZoneInfo
) -> None:
    """Give up to three months more, once, before the time ends (Decret 98/2014; Ley 39/2015, art. 32).

    All of it is counted from the day on which the mediation began. `why` is the cause, for the office; `told` is what
    the person reads of it, beside the new day, or nothing.

    Raises StateChanged, NotInMediation, WhyWanted, AlreadyExtended, NoMoreTime, HolidaysNotLoaded, and ValueError for a
    number of months that the law does not know.
    """
    if not 1 <= months <= LONGEST_MEDIATION_EXTENSION:
        raise ValueError(f"a mediation is extended by 1 to {LONGEST_MEDIATION_EXTENSION} months")
    with writing() as session:
        case = lock_case(session, case_id)
        if case.state != seen_state:
            raise StateChanged(case.state, case.state_since)
        if case.state != "in_mediation":
            raise NotInMediation
        if not why:
            raise WhyWanted
        deadline = end_of_mediation(session, case_id)
        if deadline is None:
            raise NoMoreTime(None)
        if deadline.extended_by:
            raise AlreadyExtended
        if now.astimezone(zone).date() > deadline.due_on:
            raise NoMoreTime(deadline.due_on)
        longer = set_deadline(session, case, deadline.kind, deadline.starts_on, now, extended_by=months)
        promise_letter(session, case, "case_changed", now)
        before, after = deadline.due_on.isoformat(), longer.due_on.isoformat()
        details = {"months": str(months), "before": before, "after": after}
        changed(session, case, "extension_explained", actor, now, details=details, words=why)
        changed(
            session,
            case,
            "mediation_extended",
            actor,
            now,
            details=details,
            words=told,
            for_consumer=True,
            before={"due_on": before},
            after={"due_on": after},
        )


def end_of_mediation(session: Session, case_id: int) -> Deadline | None:
    """By when the mediation of a case must end, if it has one."""
    return next((one for one in running(session, case_id) if one.kind == "mediation_ends"), None)
