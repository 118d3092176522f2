"""Entering a state: what the table of states says about deadlines and the clock, carried out in one place."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.calendar import HolidaysNotLoaded, calendar_of
from cases.deadlines import end_deadlines, refresh, running, set_deadline
from cases.models import Case, ClockStop
from cases.states import STATES


def enter_state(session: Session, case: Case, code: str, today: date, now: datetime) -> None:
    """Make it the state of the case, with all that follows for deadlines and the clock. `today` is the office's day.

    Says nothing to anybody: that is for the verb that calls. Raises HolidaysNotLoaded.
    """
    state = STATES[code]
    leftover = [one for one in running(session, case.id) if one.kind not in state.keeps]
    end_deadlines([one for one in leftover if one.kind == "inform"], "met", now)
    end_deadlines([one for one in leftover if one.kind != "inform"], "passed_on", now)
    if state.sets is not None:
        set_deadline(session, case, state.sets, today, now)
    if state.closes:
        end_stop(session, case, today)
    case.state, case.state_since = code, now
    case.closed_at = now if state.closes else None
    refresh(session, case)


def begin_first_deadline(session: Session, case: Case, today: date, now: datetime) -> None:
    """The deadline of the state in which a case was opened, `today` being the day of its entry.

    What comes in on a day off counts as of the next working day (Ley 39/2015, art. 31.2.b). A case is opened even in a
    year whose holidays are not on file: the deadline is missing then, and the page of deadlines tells so.
    """
    kind = STATES[case.state].sets
    if kind is None:
        return
    try:
        entered_on = calendar_of(session, case).first_working(today)
        set_deadline(session, case, kind, entered_on, now)
    except HolidaysNotLoaded:
        refresh(session, case)


def end_stop(session: Session, case: Case, until: date) -> bool:
    """Let the clock run again, if it stood still. Gives whether it did."""
    stop = session.scalars(
        select(ClockStop).where(ClockStop.case_id == case.id, ClockStop.until.is_(None))
    ).one_or_none()
    case.clock_stopped_on = None
    if stop is None:
        return False
    stop.until = max(until, stop.since)
    return True


def begin_stop(session: Session, case: Case, since: date, why: str) -> None:
    """Let the clock stand still, if it does not already."""
    if case.clock_stopped_on is None:
        session.add(ClockStop(case_id=case.id, since=since, why=why))
        case.clock_stopped_on = since
