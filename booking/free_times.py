"""What can still be booked: the first hours, the days with counts, the hours of a day, the hours nearest to one.

Each is one query over the free slots from now to the horizon, so its cost does not grow with past appointments.
An hour is free for a service when one technician who gives it has all of its consecutive slots free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from booking.models import Office, Service, Slot, technician_service

AFTERNOON_FROM = 14
"""Local hour from which a slot counts as afternoon."""


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

    office: Office
    service: Service
    now: datetime
    holder: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        given_by = select(technician_service.c.technician_id).where(technician_service.c.service_id == self.service.id)
        conditions = [
            Slot.office_id == self.office.id,
            Slot.starts_at >= self.office.earliest_start(self.now),
            Slot.starts_at <= self.office.latest_start(self.now),
            Slot.technician_id.in_(given_by),
            or_(Slot.service_id.is_(None), Slot.service_id == self.service.id),
            Slot.is_free(self.now, self.holder),
        ]
        before: type[Slot] = Slot
        for _ in range(self.service.slots - 1):
            following = aliased(Slot)
            conditions.append(
                select(following.id)
                .where(
                    following.technician_id == before.technician_id,
                    following.starts_at == before.ends_at,
                    or_(following.service_id.is_(None), following.service_id == self.service.id),
                    following.is_free(self.now, self.holder),
                )
                .correlate(before)
                .exists()
            )
            before = following
        return conditions


def first_hours(session: Session, search: Search, limit: int = 3) -> list[Hour]:
    """The earliest hours, at most `limit`."""
    return _hours(session, search, [], limit)


def days(session: Session, search: Search, zone: ZoneInfo) -> list[Day]:
    """Every day that has free hours, in order. `zone` is the office's."""
    rows = session.execute(
        select(
            Slot.local_date,
            func.count(distinct(Slot.starts_at)),
            func.min(Slot.starts_at),
            func.max(Slot.starts_at),
        )
        .where(*search.conditions())
        .group_by(Slot.local_date)
        .order_by(Slot.local_date)
    )
    return [
        Day(
            date=day,
            count=count,
            morning=first.astimezone(zone).hour < AFTERNOON_FROM,
            afternoon=last.astimezone(zone).hour >= AFTERNOON_FROM,
        )
        for day, count, first, last in rows
    ]


def hours_of(session: Session, search: Search, day: date) -> list[Hour]:
    """The free hours of one local day."""
    return _hours(session, search, [Slot.local_date == day], None)


def nearest_hours(session: Session, search: Search, around: datetime, limit: int = 6) -> list[Hour]:
    """Hours to choose instead of one that was lost: the same day nearest first, then the next days in order."""
    same_day = timedelta(hours=12)
    close = _hours(session, search, [Slot.starts_at > around - same_day, Slot.starts_at < around + same_day], None)
    close.sort(key=lambda hour: abs(hour.starts_at - around))
    if len(close) < limit:
        close += _hours(session, search, [Slot.starts_at >= around + same_day], limit - len(close))
    return close[:limit]


def _hours(session: Session, search: Search, narrower: list[ColumnElement[bool]], limit: int | None) -> list[Hour]:
    rows = session.execute(
        select(func.min(Slot.id), Slot.starts_at)
        .where(*search.conditions(), *narrower)
        .group_by(Slot.starts_at)
        .order_by(Slot.starts_at)
        .limit(limit)
    )
    return [Hour(slot_id, starts_at) for slot_id, starts_at in rows]
