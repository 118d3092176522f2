"""What can still be booked: all free starts, their days with counts, the hours of a day, the hours nearest to one.

Each is one query over the free slots from now to the horizon, so its cost does not grow with past appointments.
An hour is free for a service when one technician who gives it has all of its consecutive slots free.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from booking.models import Slot, technician_service
from booking.terms import Terms
from database import UtcDateTime

AFTERNOON_FROM = 14
"""Local hour from which a slot counts as afternoon."""

HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Hour:
    """A start that can be booked. `slot_id` is one slot that begins then; the technician is chosen when it is held."""

    slot_id: int
    starts_at: datetime


@dataclass(frozen=True)
class Day:
    """A day with free hours: how many different starts, and in which halves of the day."""

    date: date
    count: int
    morning: bool
    afternoon: bool


@dataclass(frozen=True)
class Search:
    """For whom and when we look: an office's service, as seen by one browser (`holder`) at one moment."""

    terms: Terms
    now: datetime
    holder: str | None = None
    other_than: datetime | None = None
    """The hour that the person has already: a colleague may be free then, but it is no other hour."""

    def parameters(self, first: datetime | None = None, last: datetime | None = None) -> dict[str, object]:
        """Values for `begins_a_free_hour`: starts within the office's notice and horizon, and `first` to `last`."""
        earliest, latest = self.terms.earliest_start(self.now), self.terms.latest_start(self.now)
        return {
            "office": self.terms.office_id,
            "service": self.terms.service_id,
            "now": self.now,
            "holder": self.holder,
            "first": max(earliest, first) if first else earliest,
            "last": min(latest, last) if last else latest,
        }


def begins_a_free_hour(slots: int, later_than: ColumnElement[datetime] | None = None) -> list[ColumnElement[bool]]:
    """What a slot must be so that an hour of so many slots can begin with it.

    The values are parameters (`Search.parameters`), so that each statement is built once and not for every page.
    `later_than` is a start that a query has just found, instead of `first`: there is always exactly one lower bound,
    for SQLite would begin every search at the first one it meets.
    """
    service = bindparam("service", type_=Integer)
    given_by = select(technician_service.c.technician_id).where(technician_service.c.service_id == service)
    conditions = [
        Slot.office_id == bindparam("office", type_=Integer),
        Slot.starts_at >= bindparam("first", type_=UtcDateTime) if later_than is None else Slot.starts_at > later_than,
        Slot.starts_at <= bindparam("last", type_=UtcDateTime),
        Slot.technician_id.in_(given_by),
        or_(Slot.service_id.is_(None), Slot.service_id == service),
        Slot.is_free(),
    ]
    before: type[Slot] = Slot
    for _ in range(slots - 1):
        following = aliased(Slot)
        conditions.append(
            select(following.id)
            .where(
                following.technician_id == before.technician_id,
                following.starts_at == before.ends_at,
                or_(following.service_id.is_(None), following.service_id == service),
                following.is_free(),
            )
            .correlate(before)
            .exists()
        )
        before = following
    return conditions


def free_starts(session: Session, search: Search) -> list[datetime]:
    """Every start that can be booked, in order: what the days page is made of.

    The database hops from one free start to the next along the index of free slots, so the cost follows the number
    of hours and not the number of technicians.
    """
    starts = session.connection().scalars(_free_starts(search.terms.slots), search.parameters())
    found = list(starts.all())  # not one by one: there are some hundreds
    if search.other_than in found:
        found.remove(search.other_than)
    return found


@cache
def _free_starts(slots: int) -> Select[datetime]:
    one = select(Slot.starts_at).order_by(Slot.starts_at).limit(1)
    start = select(one.where(*begins_a_free_hour(slots)).scalar_subquery().label("at")).cte("start", recursive=True)
    following = one.where(*begins_a_free_hour(slots, later_than=start.c.at)).correlate(start).scalar_subquery()
    start = start.union_all(select(following).where(start.c.at.is_not(None)))
    return select(start.c.at).where(start.c.at.is_not(None))


def days(starts: Iterable[datetime], zone: ZoneInfo) -> list[Day]:
    """The days of these starts with their counts, in order. `zone` is the office's."""
    local = (start.astimezone(zone) for start in starts)
    by_date = [(date, [start.hour for start in group]) for date, group in groupby(local, key=datetime.date)]
    return [
        Day(date, count=len(hours), morning=hours[0] < AFTERNOON_FROM, afternoon=hours[-1] >= AFTERNOON_FROM)
        for date, hours in by_date
    ]


def first_hours(session: Session, search: Search, starts: list[datetime], count: int = 3) -> list[Hour]:
    """The earliest of the free starts, as hours that can be held."""
    return hours_between(session, search, starts[0], starts[:count][-1]) if starts else []


def hours_between(session: Session, search: Search, first: datetime, last: datetime) -> list[Hour]:
    """The free hours that begin from `first` to `last`, both included."""
    rows = session.connection().execute(_hours(search.terms.slots), search.parameters(first, last))
    return [Hour(slot_id, starts_at) for slot_id, starts_at in rows if starts_at != search.other_than]


@cache
def _hours(slots: int) -> Select[int, datetime]:
    return (
        select(func.min(Slot.id), Slot.starts_at)
        .where(*begins_a_free_hour(slots))
        .group_by(Slot.starts_at)
        .order_by(Slot.starts_at)
    )


def hours_of(session: Session, search: Search, day: date, zone: ZoneInfo) -> list[Hour]:
    """The free hours of one day of the office's wall calendar."""
    midnight = datetime.combine(day, time(), zone)
    next_midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return hours_between(session, search, midnight, next_midnight - timedelta(seconds=1))


def nearest_hours(session: Session, search: Search, around: datetime, limit: int = 6) -> list[Hour]:
    """Hours to choose instead of one that was lost: the same half day nearest first, then the others in order."""
    starts = free_starts(session, search)
    close = [start for start in starts if abs(start - around) <= HALF_A_DAY]
    others = [start for start in starts if start > around + HALF_A_DAY]
    earlier = [start for start in starts if start < around - HALF_A_DAY]
    chosen = (sorted(close, key=lambda start: abs(start - around)) + others + earlier)[:limit]
    if not chosen:
        return []
    hours = {hour.starts_at: hour for hour in hours_between(session, search, min(chosen), max(chosen))}
    return [hours[start] for start in chosen if start in hours]
