"""Local holidays of the town where an office is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from booking.coordinate.actor import Actor
from booking.coordinate.errors import ClosureRefused, Impossible
from booking.coordinate.publishing import Publishing
from booking.models import Holiday, Office
from database import writing
from staff.audit import note

FARTHEST = timedelta(days=2 * 366)


def add_holiday(office_id: int, day: date, name: str, actor: Actor, now: datetime, publishing: Publishing) -> None:
    """Nothing is offered on that day. Raises ClosureRefused for one that is past, too far, or there already."""
    today = publishing.today(now)
    if day < today:
        raise ClosureRefused("past")
    if day - today > FARTHEST:
        raise ClosureRefused("too_far")
    with writing() as session:
        office = session.scalars(select(Office).where(Office.id == office_id).with_for_update(key_share=True)).one()
        there = session.scalar(select(Holiday.id).where(Holiday.place == office.seat_ine_code, Holiday.day == day))
        if there is not None:
            raise ClosureRefused("overlap", day, day)
        holiday = Holiday(place=office.seat_ine_code, day=day, names={"ca": name, "es": name, "en": name})
        session.add(holiday)
        note(session, actor.staff_id, "holiday_added", holiday, now, after=_as_told(holiday))
        publishing.publish(session, office_id, now)


def remove_holiday(office_id: int, holiday_id: int, actor: Actor, now: datetime, publishing: Publishing) -> None:
    """It is a working day. Raises Impossible for one of all Catalonia or of another town, and for one that is past."""
    with writing() as session:
        office = session.get_one(Office, office_id)
        holiday = session.get(Holiday, holiday_id)
        if holiday is None or holiday.place != office.seat_ine_code:
            raise Impossible("not_ours")
        if holiday.day < publishing.today(now):
            raise Impossible("past")
        note(session, actor.staff_id, "holiday_removed", holiday, now, before=_as_told(holiday))
        session.delete(holiday)
        session.flush()
        publishing.publish(session, office_id, now)


def _as_told(holiday: Holiday) -> dict[str, object]:
    return {"day": holiday.day.isoformat(), "place": holiday.place, "names": holiday.names}
