"""Moving a case to another state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cases.enter_state import enter_state
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import Case
from cases.promise_letter import promise_letter
from cases.states import STATES, Way, moves_from
from database import writing


@dataclass(eq=False)
class ImpossibleMove(CaseRefusal):
    """The state does not follow from the one that the case has."""

    state: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class StateChanged(CaseRefusal):
    """Somebody else has moved the case meanwhile."""

    state: str
    since: datetime


class MoreArrived(CaseRefusal):
    """The person has sent papers that whoever acts has not seen."""


@dataclass(eq=False)
class OwnActWanted(CaseRefusal):
    """The state is entered by an act of its own, not by a move."""

    way: Way


class CompanyWanted(CaseRefusal):
    """This move needs a company of the list on the other side."""


class WhyWanted(CaseRefusal):
    """This move needs a reason."""


class ToldWanted(CaseRefusal):
    """This move needs words for the person."""


class AmountsWanted(CaseRefusal):
    """An agreement is closed with what was claimed and what was recovered, be it nothing."""


class MoreThanClaimed(CaseRefusal):
    """More recovered than claimed is mostly a slip; it may be right, for there are compensations."""


class NotPartial(CaseRefusal):
    """An agreement by which more is recovered than was claimed is not on a part of it."""


@dataclass(frozen=True)
class Amounts:
    """Of an agreement, in euros."""

    claimed: Decimal
    recovered: Decimal
    more_is_right: bool = False
    """Whoever closes it knows that more was recovered than was claimed."""


def move(
    case_id: int,
    to: str,
    why: str,
    told: str,
    actor: Actor,
    now: datetime,
    seen_state: str,
    zone: ZoneInfo,
    amounts: Amounts | None = None,
    *,
    seen_papers: datetime | None = None,
) -> None:
    """Move a case from the state that was seen to another one.

    `why` is for the office; `told` is shown to the person beside the state, and replaces the usual words;
    `seen_papers` is when the last papers came that waited then. The days of deadlines are those of `zone`.

    Raises StateChanged, MoreArrived, ImpossibleMove, OwnActWanted, CompanyWanted, WhyWanted,
    ToldWanted, AmountsWanted, MoreThanClaimed, NotPartial, HolidaysNotLoaded, CaseDestroyed.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        check_move(case, to, seen_state, seen_papers)
        state = STATES[to]
        if state.entered_by != "move":
            raise OwnActWanted(state.entered_by)
        if lacks_company(case, to):
            raise CompanyWanted
        if state.wants_why and not why:
            raise WhyWanted
        if state.wants_told and not told:
            raise ToldWanted
        if state.asks_amounts:
            if amounts is None:
                raise AmountsWanted
            _check_amounts(amounts, state.in_part)
            case.amount_claimed, case.amount_recovered = amounts.claimed, amounts.recovered
        move_in(session, case, to, why, told, actor, now, zone)


def lacks_company(case: Case, to: str) -> bool:
    """Whether the state cannot be entered because nobody has chosen the company."""
    return STATES[to].wants_company and case.company_id is None


def _check_amounts(amounts: Amounts, in_part: bool) -> None:
    if amounts.recovered <= amounts.claimed:
        return
    if in_part:
        raise NotPartial
    if not amounts.more_is_right:
        raise MoreThanClaimed


def check_move(case: Case, to: str, seen_state: str, seen_papers: datetime | None) -> None:
    """Whether the state may follow upon what was seen. Raises StateChanged, MoreArrived and ImpossibleMove."""
    if case.state != seen_state:
        raise StateChanged(case.state, case.state_since)
    check_papers(case, seen_papers)
    if to not in moves_from(case.state):
        raise ImpossibleMove(case.state, moves_from(case.state))


def check_papers(case: Case, seen: datetime | None) -> None:
    """Papers that came until there is a resolution count (Ley 39/2015, art. 73.3): nobody acts before they are seen.

    `seen` is when the last ones came that waited, None if none did. Raises MoreArrived.
    """
    if case.papers_arrived_at not in (None, seen):
        raise MoreArrived


def move_in(
    session: Session,
    case: Case,
    to: str,
    why: str,
    told: str,
    actor: Actor,
    now: datetime,
    zone: ZoneInfo,
    *,
    since: date | None = None,
    reopens: bool = False,
) -> None:
    """Enter the state within the session's transaction, tell of it, and promise the mail that it asks for.

    `since` as in `enter_state`.
    """
    before = case.state
    enter_state(session, case, to, now.astimezone(zone).date(), now, since=since)
    case.state_detail = told
    letter = STATES[to].letter or ("case_changed" if told or reopens else None)
    if letter is not None:
        promise_letter(session, case, letter, now)
    details = {"from": before, "to": to}
    if why:
        changed(session, case, "state_explained", actor, now, details=details, words=why)
    changed(
        session,
        case,
        "reopened" if reopens else "state_changed",
        actor,
        now,
        details=details,
        words=told,
        for_consumer=True,
        before={"state": before},
        after={"state": to},
    )
