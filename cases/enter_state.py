"""Entering a state: what the table of states says about deadlines and the clock, carried out in one place."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.calendar import HolidaysNotLoaded, calendar_of
from cases.clock_stops import end_stop
from cases.deadlines import end_deadlines, refresh, running, set_deadline
from cases.models import Case
from cases.requirements import WAITING, let_go
from cases.states import STATES


def enter_state(
    session: Session, case: Case, code: str, today: date, now: datetime, *, since: date | None = None, met: bool = False
) -> None:
    """Make it the state of the case, with all that follows for deadlines and the clock. `today` is the office's day.

    `since` is the day from which the state's own deadline counts, where it is not today; `met` says of a case that
    waited for documents that they are there. Says nothing to anybody: that is for the verb that calls. Raises
    HolidaysNotLoaded.
    """
    state = STATES[code]
    if case.state == WAITING:
        let_go(session, case, today, now, met)
    end_deadlines([one for one in running(session, case.id) if one.kind not in state.keeps], "passed_on", now)
    if state.sets is not None:
        set_deadline(session, case, state.sets, since or today, now)
    if state.closes:
        end_stop(session, case, today)
    case.state, case.state_since = code, now
    case.papers_arrived_at = None
    case.closed_at = now if state.closes else None
    refresh(session, case)


def begin_first_deadline(session: Session, case: Case, today: date, now: datetime) -> None:
    """The deadline of the state in which a case was opened, `today` being the day of its entry.

    A case is opened even in a year whose holidays are not on file: the deadline is missing then, and the page of
    deadlines tells so.
    """
    kind = STATES[case.state].sets
    if kind is None:
        return
    try:
        set_deadline(session, case, kind, entered_on(session, case, today), now)
    except HolidaysNotLoaded:
        refresh(session, case)


def entered_on(session: Session, case: Case, day: date) -> date:
    """The day of entry: what comes in on a day off counts as of the next working day (Ley 39/2015, art. 31.2.b).

    Raises HolidaysNotLoaded.
    """
    return calendar_of(session, case).first_working(day)
