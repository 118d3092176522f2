"""Stretches in which the time to resolve stands still (Ley 39/2015, art. 22.1), as rows: one at a time, each with why.

For use within the transaction of whoever has the case locked.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.models import Case, ClockStop


def running_stop(session: Session, case: Case) -> ClockStop | None:
    """Why the clock stands still now, and since when."""
    return session.scalars(
        select(ClockStop).where(ClockStop.case_id == case.id, ClockStop.until.is_(None))
    ).one_or_none()


def begin_stop(session: Session, case: Case, since: date, why: str) -> None:
    """Let the clock stand still; it must run."""
    session.add(ClockStop(case_id=case.id, since=since, why=why))
    case.clock_stopped_on = since


def end_stop(session: Session, case: Case, until: date) -> None:
    """Let the clock run again, if it stands still."""
    stop = running_stop(session, case)
    if stop is not None:
        stop.until = max(until, stop.since)
    case.clock_stopped_on = None


def free_from(session: Session, case: Case, day: date) -> date:
    """The day, or the end of a stop that it lies in: what stops the clock as well counts from there, no day twice."""
    over_it = select(func.max(ClockStop.until)).where(ClockStop.case_id == case.id, ClockStop.since <= day)
    while (until := session.scalar(over_it.where(ClockStop.until > day))) is not None:
        day = until
    return day
