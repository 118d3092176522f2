"""Days on which the whole office is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from booking.coordinate.actor import Actor
from booking.coordinate.errors import ClosureRefused, Impossible
from booking.coordinate.publishing import Publishing
from booking.models import Closure, Office
from database import writing
from staff.audit import note

LONGEST = timedelta(days=366)


def check_closure(first_day: date, last_day: date, today: date) -> None:
    """Raises ClosureRefused for what can be seen without asking anybody."""
    if last_day < first_day:
        raise ClosureRefused("ends_before_it_begins")
    if last_day - first_day >= LONGEST:
        raise ClosureRefused("too_long")
    if last_day < today:
        raise ClosureRefused("past")
    if first_day - today > LONGEST:
        raise ClosureRefused("too_far")


def close_office(
    office_id: int,
    first_day: date,
    last_day: date,
    reason: dict[str, str],
    actor: Actor,
    now: datetime,
    publishing: Publishing,
) -> int:
    """Close from the first day to the last, both included: nothing is offered on them. Gives the closure's id.

    `reason` is words by language, which people read. Calls on those days stay until somebody decides about each.
    Raises ClosureRefused.
    """
    check_closure(first_day, last_day, publishing.today(now))
    with writing() as session:
        session.execute(select(Office.id).where(Office.id == office_id).with_for_update(key_share=True))
        other = session.scalars(
            select(Closure)
            .where(Closure.office_id == office_id, Closure.first_day <= last_day, Closure.last_day >= first_day)
            .order_by(Closure.first_day)
            .limit(1)
        ).first()
        if other is not None:
            raise ClosureRefused("overlap", other.first_day, other.last_day)
        closure = Closure(office_id=office_id, first_day=first_day, last_day=last_day, reason=reason)
        session.add(closure)
        note(session, actor.staff_id, "office_closed", closure, now, after=_as_told(closure))
        publishing.publish(session, office_id, now)
        return closure.id


def reopen_office(office_id: int, closure_id: int, actor: Actor, now: datetime, publishing: Publishing) -> None:
    """Take a closure back; of one that has begun, the days still to come. Raises Impossible for one that is over."""
    today = publishing.today(now)
    with writing() as session:
        closure = session.get(Closure, closure_id)
        if closure is None or closure.office_id != office_id:
            raise Impossible("other_office")
        if closure.last_day < today:
            raise Impossible("past")
        before = _as_told(closure)
        if closure.first_day < today:
            closure.last_day = today - timedelta(days=1)
            note(session, actor.staff_id, "closure_ended", closure, now, before=before, after=_as_told(closure))
        else:
            note(session, actor.staff_id, "closure_taken_back", closure, now, before=before)
            session.delete(closure)
        session.flush()
        publishing.publish(session, office_id, now)


def _as_told(closure: Closure) -> dict[str, object]:
    return {
        "first_day": closure.first_day.isoformat(),
        "last_day": closure.last_day.isoformat(),
        "reason": closure.reason,
    }
