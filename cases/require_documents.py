"""Requiring something of the person, formally; giving them more time; and noting what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from cases.deadline_kinds import LONGEST_EXTENSION
from cases.deadlines import refresh
from cases.enter_state import enter_state
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import Requirement
from cases.move_case import check_move, check_papers
from cases.notification import Days, check_days
from cases.promise_letter import promise_letter
from cases.requirements import WAITING, count_from_notification, deadline_of, wanted_requirement
from database import writing

Purpose = Literal["remedy", "lapse"]
Channel = Literal["enotum", "paper", "in_person"]

_LETTERS: Final[Mapping[Purpose, str]] = {"remedy": "documents_wanted", "lapse": "answer_wanted"}
"""The mail that leads the person to what is required."""


class NothingAsked(CaseRefusal):
    """A requirement says which documents, or what else."""


class AlreadyExtended(CaseRefusal):
    """A time is extended once (Ley 39/2015, art. 68.2; Decret 98/2014)."""


@dataclass(eq=False)
class NoMoreTime(CaseRefusal):
    """Time is extended before it ends (Ley 39/2015, art. 32.3), and once it runs."""

    due_on: date | None
    """When it ended; None when the notification has not been deposited yet."""


@dataclass(frozen=True)
class Demand:
    """What is required."""

    purpose: Purpose
    """remedy: bring documents in ten working days; lapse: go on within three months, or it lapses."""
    document_kinds: tuple[str, ...]
    text: str
    notified_by: Channel
    deposited_on: date | None = None
    """When the notification was put at the person's disposal, if it was already."""


def require_documents(
    case_id: int,
    demand: Demand,
    member_id: int,
    now: datetime,
    seen_state: str,
    zone: ZoneInfo,
    *,
    seen_papers: datetime | None = None,
) -> int:
    """Require it, and let the case wait; the id of the requirement.

    What is handed over in person is notified at once. A mail tells the person to look, and is no notification.
    `seen_papers` as in `move`. Raises StateChanged, MoreArrived, ImpossibleMove, NothingAsked, WrongDay,
    HolidaysNotLoaded.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        check_move(case, WAITING, seen_state, seen_papers)
        if not demand.document_kinds and not demand.text:
            raise NothingAsked
        today = now.astimezone(zone).date()
        in_person = demand.notified_by == "in_person"
        days = Days(None, today) if in_person else Days(demand.deposited_on)
        check_days(days, demand.notified_by, today, today)
        requirement = Requirement(
            case_id=case.id,
            purpose=demand.purpose,
            document_kinds=list(demand.document_kinds),
            text=demand.text,
            notified_by=demand.notified_by,
            asked_at=now,
            asked_by=member_id,
            deposited_on=days.deposited_on,
            opened_on=days.opened_on,
        )
        session.add(requirement)
        session.flush()
        before = case.state
        enter_state(session, case, WAITING, today, now)
        case.state_detail = ""
        count_from_notification(session, case, requirement, now)
        refresh(session, case)
        promise_letter(session, case, _LETTERS[demand.purpose], now)
        changed(
            session,
            case,
            "documents_required",
            member_id,
            now,
            details={"requirement": str(requirement.id), "purpose": demand.purpose, "from": before},
            words=demand.text,
            for_consumer=True,
            before={"state": before},
            after={"state": WAITING, "documents": list(demand.document_kinds)},
        )
        return requirement.id


def extend_time(
    case_id: int, requirement_id: int, working_days: int, told: str, actor: Actor, now: datetime, zone: ZoneInfo
) -> None:
    """Give up to five working days more, once, before the time ends (Ley 39/2015, art. 68.2 and 32).

    `told` is what the person reads of it, beside the new day, or nothing.

    Raises NoRequirement, AlreadyExtended, NoMoreTime, HolidaysNotLoaded, and ValueError for a number of days that the
    law does not know. The three months before a case lapses are not extended.
    """
    if not 1 <= working_days <= LONGEST_EXTENSION:
        raise ValueError(f"the time is extended by 1 to {LONGEST_EXTENSION} working days")
    with writing() as session:
        case = lock_case(session, case_id)
        requirement = wanted_requirement(session, case, requirement_id)
        deadline = deadline_of(session, requirement)
        if requirement.extension_days:
            raise AlreadyExtended
        if requirement.purpose != "remedy" or deadline is None:
            raise NoMoreTime(None)
        if now.astimezone(zone).date() > deadline.due_on:
            raise NoMoreTime(deadline.due_on)
        requirement.extension_days = working_days
        count_from_notification(session, case, requirement, now)
        promise_letter(session, case, "case_changed", now)
        changed(
            session,
            case,
            "deadline_extended",
            actor,
            now,
            details={"days": str(working_days), "before": deadline.due_on.isoformat()},
            words=told,
            for_consumer=True,
        )


def want_the_rest(
    case_id: int, requirement_id: int, told: str, actor: Actor, now: datetime, seen_papers: datetime | None
) -> None:
    """The papers that arrived were looked at and are not all: say what is missing, and wait on, without more time.

    `seen_papers` as in `move`. Raises NoRequirement, MoreArrived.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        wanted_requirement(session, case, requirement_id)
        check_papers(case, seen_papers)
        case.papers_arrived_at, case.state_detail = None, told
        promise_letter(session, case, "case_changed", now)
        changed(session, case, "papers_not_all", actor, now, words=told, for_consumer=True)


def meet_requirement(
    case_id: int,
    requirement_id: int,
    actor: Actor,
    now: datetime,
    zone: ZoneInfo,
    *,
    seen_papers: datetime | None = None,
) -> None:
    """What was required has come, and the case goes on. `seen_papers` as in `move`.

    Also when it came late: it counts until there is a resolution (Ley 39/2015, art. 73.3). Raises NoRequirement and
    MoreArrived.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        requirement = wanted_requirement(session, case, requirement_id)
        check_papers(case, seen_papers)
        enter_state(session, case, "in_progress", now.astimezone(zone).date(), now, met=True)
        case.state_detail = ""
        promise_letter(session, case, "case_changed", now)
        changed(
            session,
            case,
            "requirement_met",
            actor,
            now,
            details={"requirement": str(requirement.id), "from": WAITING, "to": "in_progress"},
            for_consumer=True,
            before={"state": WAITING},
            after={"state": "in_progress"},
        )
