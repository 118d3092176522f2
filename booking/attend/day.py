"""A technician's day and week: read in a number of queries that does not depend on how many calls there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from booking.attend.day_queries import CALLS, NEXT_START, NOT_CLOSED, SLOTS, STARTS
from booking.attend.unclosed import ASKED_FOR
from booking.models import Appointment, Call


@dataclass(frozen=True)
class DayCall:
    """An appointment with what is known of its call, and the way into it."""

    appointment: Appointment
    call: Call | None
    join_url: str | None


@dataclass(frozen=True)
class Gap:
    """Time of a technician without calls. `blocked` says why nobody can book it, if so (see `Slot.blocked`)."""

    starts_at: datetime
    ends_at: datetime
    blocked: str | None


@dataclass(frozen=True)
class WeekDay:
    """A day of the week strip and its number of calls."""

    date: date
    calls: int


@dataclass(frozen=True)
class LeftOpen:
    """A call of which nobody has said how it ended."""

    reference: str
    starts_at: datetime
    name: str
    """The person's."""


def read_day(session: Session, technician_id: int, day: date, zone: ZoneInfo) -> list[DayCall]:
    """The calls of a day on the office's clock, in order, the cancelled ones too."""
    return [DayCall(*row) for row in session.execute(CALLS, _asked(technician_id, *bounds(day, zone)))]


def read_gaps(session: Session, technician_id: int, day: date, zone: ZoneInfo) -> list[Gap]:
    """Published hours of the day without a call, each run of the same kind as one."""
    slots = session.connection().execute(SLOTS, _asked(technician_id, *bounds(day, zone)))
    gaps: list[Gap] = []
    for starts_at, ends_at, appointment_id, blocked in slots:
        if appointment_id is not None:
            continue
        if gaps and gaps[-1].ends_at == starts_at and gaps[-1].blocked == blocked:
            starts_at = gaps.pop().starts_at
        gaps.append(Gap(starts_at, ends_at, blocked))
    return gaps


def read_week(session: Session, technician_id: int, day: date, zone: ZoneInfo) -> list[WeekDay]:
    """Monday to Friday of the day's week; Saturday and Sunday when there are calls, or when the day is one."""
    monday = day - timedelta(days=day.weekday())
    since, until = bounds(monday, zone)[0], bounds(monday + timedelta(days=6), zone)[1]
    starts = session.connection().scalars(STARTS, _asked(technician_id, since, until))
    count = Counter(start.astimezone(zone).date() for start in starts)
    week = [monday + timedelta(days=number) for number in range(7)]
    return [WeekDay(one, count[one]) for one in week if one.weekday() < 5 or count[one] or one == day]


def read_not_closed(session: Session, technician_id: int, now: datetime, zone: ZoneInfo) -> list[LeftOpen]:
    """Calls of earlier days that the technician has not closed, oldest first."""
    midnight = bounds(now.astimezone(zone).date(), zone)[0]
    rows = session.connection().execute(NOT_CLOSED, _asked(technician_id, now - ASKED_FOR, midnight))
    return [LeftOpen(*row) for row in rows]


def next_day_with_calls(session: Session, technician_id: int, after: date, zone: ZoneInfo) -> date | None:
    """The first later day that has calls."""
    start = session.connection().scalar(NEXT_START, {"technician": technician_id, "since": bounds(after, zone)[1]})
    return None if start is None else start.astimezone(zone).date()


def _asked(technician_id: int, since: datetime, until: datetime) -> dict[str, Any]:
    """Parameters of the statements."""
    return {"technician": technician_id, "since": since, "until": until}


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First instant of the day and of the next one: 23 or 25 hours apart when the clock changes."""
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
