"""The requirement that a case waits for: finding it, beginning its deadline, letting it end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.clock_stops import begin_stop, end_stop, free_from, running_stop
from cases.deadlines import end_deadlines, running, set_deadline
from cases.errors import CaseRefusal
from cases.models import Case, ClockStop, Deadline, Requirement

WAITING = "documents_required"
"""Code of the state, and of why the clock stands still."""


class NoRequirement(CaseRefusal):
    """Nothing is required of the person, or not any more."""


def open_requirement(session: Session, case: Case) -> Requirement | None:
    """What the case waits for, if it does."""
    return session.scalars(
        select(Requirement)
        .where(Requirement.case_id == case.id, Requirement.met_at.is_(None), Requirement.resolved_at.is_(None))
        .order_by(Requirement.id.desc())
        .limit(1)
    ).first()


def wanted_requirement(session: Session, case: Case, requirement_id: int) -> Requirement:
    """The requirement that somebody means. Raises NoRequirement if it is not the one that the case waits for."""
    found = open_requirement(session, case)
    if found is None or found.id != requirement_id:
        raise NoRequirement
    return found


def deadline_of(session: Session, requirement: Requirement) -> Deadline | None:
    """The running deadline of a requirement; none before its notification was deposited."""
    return next((one for one in running(session, requirement.case_id) if one.requirement_id == requirement.id), None)


def stops_clock_since(session: Session, case: Case, today: date) -> date | None:
    """Since when a requirement lets the time to resolve stand still, after what else has stopped it; None if none does.

    From its notification until it is met, or for as long as the time that was given (Ley 39/2015, art. 22.1.a).
    """
    requirement = open_requirement(session, case)
    if requirement is None or requirement.purpose != "remedy" or requirement.notified_on is None:
        return None
    deadline = deadline_of(session, requirement)
    if deadline is None or today > deadline.due_on:
        return None
    return free_from(session, case, requirement.notified_on)


def stop_of_today(session: Session, case: Case, today: date) -> ClockStop | None:
    """Why the time to resolve stands still today; None where it runs.

    It runs once the time that a requirement gave is over (Ley 39/2015, art. 22.1.a), though the row of that stop ends
    only with the requirement, on the day that is right for it.
    """
    stop = running_stop(session, case)
    if stop is None or stop.why != WAITING:
        return stop
    requirement = open_requirement(session, case)
    deadline = deadline_of(session, requirement) if requirement else None
    return None if deadline is not None and deadline.due_on < today else stop


def count_from_notification(session: Session, case: Case, requirement: Requirement, now: datetime) -> None:
    """Set the deadline that follows from the days of the notification, and the clock.

    Provisional from the deposit, final from the day on which it was opened or rejected; from that day on the time to
    resolve stands still (Ley 39/2015, art. 22.1.a). Raises HolidaysNotLoaded.
    """
    since = requirement.notified_on or requirement.deposited_on
    if since is None:
        return
    deadline = set_deadline(
        session,
        case,
        requirement.purpose,
        since,
        now,
        provisional=requirement.notified_on is None,
        extended_by=requirement.extension_days,
        requirement_id=requirement.id,
    )
    if requirement.purpose == "remedy" and requirement.notified_on is not None:
        _stop_since(session, case, requirement.notified_on, deadline.due_on)


def let_go(session: Session, case: Case, today: date, now: datetime, met: bool) -> None:
    """The case waits no longer: with what was required (`met`) or without.

    The clock stood still until it was met, or else as long as the time that was given (Ley 39/2015, art. 22.1.a).
    """
    requirement = open_requirement(session, case)
    if requirement is None:
        return
    deadline = deadline_of(session, requirement)
    if met:
        requirement.met_at = now
    else:
        requirement.resolved_at = now
    if deadline is not None:
        end_deadlines([deadline], "met" if met else "passed_on", now)
    stop = running_stop(session, case)
    if stop is not None and stop.why == WAITING:
        end_stop(session, case, today if deadline is None else min(today, deadline.due_on))


def _stop_since(session: Session, case: Case, since: date, due_on: date) -> None:
    """Where somebody has stopped the clock by hand it stands still already; `resume_clock` sees to what follows."""
    stop = running_stop(session, case)
    since = free_from(session, case, since)
    if stop is None and since <= due_on:
        begin_stop(session, case, since, WAITING)
    elif stop is not None and stop.why == WAITING:
        stop.since = case.clock_stopped_on = since
