"""Letting the time to resolve stand still, and run again (Ley 39/2015, art. 22.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cases.clock_stops import begin_stop, end_stop, running_stop
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.promise_letter import promise_letter
from cases.requirements import WAITING, stops_clock_since
from database import writing

BY_HAND: Final = ("other_body", "mediation")
"""Why somebody stops it. For documents it stops and goes on with the requirement."""


class CaseClosed(CaseRefusal):
    """Nothing runs in a closed case."""


class ClockStandsStill(CaseRefusal):
    """It stands still already."""


class ClockRuns(CaseRefusal):
    """It runs, or stands still for documents, which end that by themselves."""


class DayNotPossible(CaseRefusal):
    """The day lies in the future, or before the case was opened."""


def stop_clock(case_id: int, why: str, since: date, told: str, actor: Actor, now: datetime, zone: ZoneInfo) -> None:
    """The time to resolve stands still since a day of the office's, for one of the reasons `BY_HAND`.

    `told` is what the person reads of it, or nothing. Raises CaseClosed, ClockStandsStill,
    DayNotPossible, and ValueError for another reason.
    """
    if why not in BY_HAND:
        raise ValueError(f"the clock is stopped by hand for {', '.join(BY_HAND)}")
    with writing() as session:
        case = lock_case(session, case_id)
        if not case.is_open:
            raise CaseClosed
        if case.clock_stopped_on is not None:
            raise ClockStandsStill
        if not case.opened_at.astimezone(zone).date() <= since <= now.astimezone(zone).date():
            raise DayNotPossible
        begin_stop(session, case, since, why)
        promise_letter(session, case, "case_changed", now)
        details = {"since": since.isoformat(), "why": why}
        changed(session, case, "clock_stopped", actor, now, details=details, words=told, for_consumer=True)


def resume_clock(case_id: int, actor: Actor, now: datetime, zone: ZoneInfo) -> None:
    """What it was stopped for by hand is over today, and it runs again; or it stands still for an open requirement.

    Raises ClockRuns.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        stop = running_stop(session, case)
        if stop is None or stop.why not in BY_HAND:
            raise ClockRuns
        today = now.astimezone(zone).date()
        end_stop(session, case, today)
        required_since = stops_clock_since(session, case, today)
        if required_since is not None:
            begin_stop(session, case, required_since, WAITING)
        promise_letter(session, case, "case_changed", now)
        details = {"until": today.isoformat(), "why": stop.why}
        changed(
            session,
            case,
            "clock_resumed" if required_since is None else "clock_stays_stopped",
            actor,
            now,
            details=details,
            for_consumer=True,
        )
