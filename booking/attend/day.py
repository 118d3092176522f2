"""A technician's day and week: read in a number of queries that does not depend on how many calls there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from booking.attend.unclosed import not_closed
from booking.models import Appointment, Call, Meeting, Slot

MOST_ASKED = 20
"""Calls without an outcome that are asked for at once; the rest is asked when these are closed."""


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


def calls_of(technician_id: int, day: date, zone: ZoneInfo) -> Select[Appointment, Call | None, str | None]:
    """The calls of a day on the office's clock, in order, the cancelled ones too."""
    since, until = bounds(day, zone)
    return calls_where(
        Appointment.technician_id == technician_id, Appointment.starts_at >= since, Appointment.starts_at < until
    ).order_by(Appointment.starts_at, Appointment.id)


def calls_where(*conditions: ColumnElement[bool]) -> Select[Appointment, Call | None, str | None]:
    """Appointments with their present call and the newest way into their meeting."""
    join_url = (
        select(Meeting.join_url)
        .where(Meeting.appointment_id == Appointment.id, Meeting.wanted)
        .order_by(Meeting.id.desc())
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )
    at_present_hour = and_(Call.appointment_id == Appointment.id, Call.starts_at == Appointment.starts_at)
    return select(Appointment, Call, join_url).outerjoin(Call, at_present_hour).where(*conditions)


def read_day(session: Session, technician_id: int, day: date, zone: ZoneInfo) -> list[DayCall]:
    return [DayCall(*row) for row in session.execute(calls_of(technician_id, day, zone))]


def read_gaps(session: Session, technician_id: int, day: date, zone: ZoneInfo) -> list[Gap]:
    """Published hours of the day without a call, each run of the same kind as one."""
    since, until = bounds(day, zone)
    slots = session.execute(
        select(Slot.starts_at, Slot.ends_at, Slot.appointment_id, Slot.blocked)
        .where(Slot.technician_id == technician_id, Slot.starts_at >= since, Slot.starts_at < until)
        .order_by(Slot.starts_at)
    )
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
    starts = session.scalars(
        select(Appointment.starts_at).where(
            Appointment.technician_id == technician_id,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at >= since,
            Appointment.starts_at < until,
        )
    )
    count = Counter(start.astimezone(zone).date() for start in starts)
    week = [monday + timedelta(days=number) for number in range(7)]
    return [WeekDay(one, count[one]) for one in week if one.weekday() < 5 or count[one] or one == day]


def read_not_closed(session: Session, technician_id: int, now: datetime, zone: ZoneInfo) -> Sequence[Appointment]:
    """Calls of earlier days that the technician has not closed, oldest first."""
    midnight = bounds(now.astimezone(zone).date(), zone)[0]
    query = not_closed(now, midnight).where(Appointment.technician_id == technician_id).limit(MOST_ASKED)
    return session.scalars(query).all()


def next_day_with_calls(session: Session, technician_id: int, after: date, zone: ZoneInfo) -> date | None:
    """The first later day that has calls."""
    start = session.scalar(
        select(Appointment.starts_at)
        .where(
            Appointment.technician_id == technician_id,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at >= bounds(after, zone)[1],
        )
        .order_by(Appointment.starts_at)
        .limit(1)
    )
    return None if start is None else start.astimezone(zone).date()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First instant of the day and of the next one: 23 or 25 hours apart when the clock changes."""
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
