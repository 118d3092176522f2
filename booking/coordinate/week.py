"""The week of an office: who has which calls, what is free, and what needs a hand.

Read in a number of queries that depends neither on the technicians nor on the calls, counted and judged by the
database, as plain rows: a large office has six hundred calls a week, and two thousand free hours beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session

from booking.models import (
    CATALONIA,
    Absence,
    Appointment,
    Closure,
    Holiday,
    Meeting,
    Municipality,
    Office,
    Service,
    Slot,
    Technician,
)
from booking.timetable import NOBODY_ATTENDS
from database import UtcDateTime

DAYS = 7


class Call(NamedTuple):
    """One appointment in a cell. Nothing personal: the page hangs on walls."""

    reference: str
    starts_at: datetime
    clock: str
    """9:30, on the office's clock."""
    municipality: str
    service_id: int
    problem: str | None
    """What needs a hand: orphaned (nobody will be there), asked (to choose another hour), no_link."""


@dataclass
class Cell:
    """One technician on one day."""

    calls: list[Call] = field(default_factory=list)
    free: int = 0
    held: int = 0
    away: bool = False


@dataclass(frozen=True)
class Day:
    """A column: why the office is closed, if it is (by language)."""

    date: date
    closed: dict[str, str] | None = None


@dataclass(frozen=True)
class Worker:
    """A row."""

    id: int
    name: str
    has_left: bool


@dataclass(frozen=True)
class Week:
    """Everything that the page of a week shows."""

    days: list[Day]
    technicians: list[Worker]
    """The rows shown."""
    everybody: list[Worker]
    """Who can be filtered by."""
    services: list[tuple[int, dict[str, str]]]
    cells: dict[tuple[int, date], Cell]
    capacity: list[tuple[time, list[int]]]
    """Free technicians by hour of the wall clock and day, for hours at which there are any."""

    def cell(self, technician_id: int, day: date) -> Cell | None:
        """None where there is neither a call nor a free hour."""
        return self.cells.get((technician_id, day))

    @cached_property
    def calls(self) -> list[Call]:
        return [call for cell in self.cells.values() for call in cell.calls]

    @cached_property
    def to_mend(self) -> int:
        """Calls that need a hand."""
        return sum(call.problem is not None for call in self.calls)

    @cached_property
    def free(self) -> int:
        return sum(cell.free for cell in self.cells.values())


@dataclass(frozen=True)
class Filters:
    """What of the week is wanted; None is everything."""

    technician_id: int | None = None
    service_id: int | None = None
    problem: bool = False
    """Only calls that need a hand."""

    def keep(self, call: Call) -> bool:
        fits = self.service_id in (None, call.service_id)
        return fits and (call.problem is not None or not self.problem)


def read_week(
    session: Session, office: Office, monday: date, now: datetime, zone: ZoneInfo, filters: Filters = Filters()
) -> Week:
    """The seven days from a Monday on, in the office's zone."""
    first, last = _span(monday, zone)
    everybody = _technicians(session, office.id)
    ids = [one.id for one in everybody if filters.technician_id in (None, one.id)]
    asked = {"office": office.id, "technicians": ids, "first": first, "last": last, "now": now}
    cells: dict[tuple[int, date], Cell] = defaultdict(Cell)
    _place_calls(cells, session.execute(_CALLS, asked), filters, zone)
    for technician_id, day, free, held in session.execute(_FREE_BY_CELL, asked):
        cell = cells[technician_id, day]
        cell.free, cell.held = free - held, held
    for technician_id, starts_at, ends_at in _absences(session, ids, first, last):
        _mark_away(cells, technician_id, max(starts_at, first), min(ends_at, last), zone)
    busy = {technician_id for technician_id, _ in cells}
    return Week(
        days=_days(session, office, monday),
        technicians=[one for one in everybody if one.id in ids and (not one.has_left or one.id in busy)],
        everybody=[one for one in everybody if not one.has_left],
        services=_services(session, office.id),
        cells=dict(cells),
        capacity=_capacity(session.execute(_FREE_BY_HOUR, asked), monday, zone),
    )


def free_hours(session: Session, office: Office, monday: date, now: datetime, zone: ZoneInfo) -> dict[str, list[str]]:
    """The free hours of each cell, under `<technician>/<day>`: where a call can be dropped."""
    first, last = _span(monday, zone)
    rows = session.execute(
        select(Slot.technician_id, Slot.local_date, Slot.starts_at)
        .where(*_free(), or_(Slot.held_until.is_(None), Slot.held_until <= now))
        .order_by(Slot.technician_id, Slot.starts_at),
        {"office": office.id, "technicians": _ids(session, office.id), "first": first, "last": last, "now": now},
    )
    found: dict[str, list[str]] = defaultdict(list)
    for technician_id, day, starts_at in rows:
        found[f"{technician_id}/{day.isoformat()}"].append(f"{starts_at.astimezone(zone):%H:%M}")
    return dict(found)


def _span(monday: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(monday, time(), zone), datetime.combine(monday + timedelta(days=DAYS), time(), zone)


def _ids(session: Session, office_id: int) -> list[int]:
    return [one.id for one in _technicians(session, office_id) if not one.has_left]


def _technicians(session: Session, office_id: int) -> list[Worker]:
    rows = session.execute(
        select(Technician.id, Technician.name, Technician.left_at)
        .where(Technician.office_id == office_id)
        .order_by(Technician.name, Technician.id)
    )
    return [Worker(number, name, left_at is not None) for number, name, left_at in rows]


_FIRST, _LAST = bindparam("first", type_=UtcDateTime), bindparam("last", type_=UtcDateTime)
_NOW = bindparam("now", type_=UtcDateTime)
_OFFICE = bindparam("office", type_=Integer)
_TECHNICIANS = bindparam("technicians", type_=Integer, expanding=True)


def _calls() -> Select[*tuple[Any, ...]]:
    """A row for each slot of each call of the week, with what needs a hand judged by the database."""
    has_link = (
        select(Meeting.id)
        .where(Meeting.appointment_id == Appointment.id, Meeting.wanted, Meeting.join_url.is_not(None))
        .exists()
    )
    problem = case(
        (Appointment.ends_at <= _NOW, None),
        (Appointment.asked_to_choose_at.is_not(None), "asked"),
        (Slot.blocked.in_(sorted(NOBODY_ATTENDS)) & Slot.blocked.is_distinct_from(Slot.accepted), "orphaned"),
        (cast(Appointment.needs, String).contains("telephone_instead"), None),
        (~has_link, "no_link"),
    )
    return (
        select(
            Appointment.technician_id,
            Appointment.starts_at,
            Appointment.reference,
            Municipality.name,
            Appointment.service_id,
            problem,
        )
        .join(Slot, Slot.appointment_id == Appointment.id)
        .join(Municipality, Municipality.ine_code == Appointment.municipality_id)
        .where(
            Appointment.office_id == _OFFICE,
            Appointment.technician_id.in_(_TECHNICIANS),
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at >= _FIRST,
            Appointment.starts_at < _LAST,
        )
        .order_by(Appointment.starts_at, Appointment.technician_id)
    )


def _free() -> list[ColumnElement[bool]]:
    """Hours to come that nobody has, in the words of the index of free slots."""
    return [
        Slot.office_id == _OFFICE,
        Slot.starts_at >= _FIRST,
        Slot.starts_at < _LAST,
        Slot.starts_at > _NOW,
        Slot.technician_id.in_(_TECHNICIANS),
        Slot.appointment_id.is_(None),
        Slot.blocked.is_(None),
    ]


_CALLS = _calls()
_HELD = func.sum(case((Slot.held_until > _NOW, 1), else_=0))
_FREE_BY_CELL = (
    select(Slot.technician_id, Slot.local_date, func.count(), _HELD)
    .where(*_free())
    .group_by(Slot.technician_id, Slot.local_date)
)
_FREE_BY_HOUR = select(Slot.starts_at, func.count() - _HELD).where(*_free()).group_by(Slot.starts_at)


def _place_calls(cells: dict[tuple[int, date], Cell], rows: Iterable[Any], filters: Filters, zone: ZoneInfo) -> None:
    """Put each call into its cell, once, however many slots it has. It needs a hand when any of them does."""
    seen: dict[str, str | None] = {}
    found = []
    for row in rows:
        reference, problem = row[2], row[5]
        if reference not in seen:
            found.append(row)
            seen[reference] = problem
        elif problem == "orphaned":
            seen[reference] = problem
    wall = cache(lambda moment: moment.astimezone(zone))  # calls share their hours
    for technician_id, starts_at, reference, municipality, service_id, _ in found:
        local = wall(starts_at)
        clock = f"{local.hour}:{local.minute:02}"
        call = Call(reference, starts_at, clock, municipality, service_id, seen[reference])
        if filters.keep(call):
            cells[technician_id, local.date()].calls.append(call)


def _capacity(rows: Iterable[Any], monday: date, zone: ZoneInfo) -> list[tuple[time, list[int]]]:
    found: dict[time, list[int]] = defaultdict(lambda: [0] * DAYS)
    for starts_at, free in rows:
        local = starts_at.astimezone(zone)
        if free:
            found[local.time()][(local.date() - monday).days] += free
    return sorted(found.items())


def _absences(
    session: Session, technicians: list[int], first: datetime, last: datetime
) -> list[tuple[int, datetime, datetime]]:
    rows = session.execute(
        select(Absence.technician_id, Absence.starts_at, Absence.ends_at).where(
            Absence.technician_id.in_(technicians), Absence.starts_at < last, Absence.ends_at > first
        )
    )
    return [(technician_id, starts_at, ends_at) for technician_id, starts_at, ends_at in rows]


def _mark_away(
    cells: dict[tuple[int, date], Cell], technician_id: int, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> None:
    """Also on days without any slot: a holiday is seen as one, and not as a gap in the hours."""
    day, last = starts_at.astimezone(zone).date(), (ends_at - timedelta(seconds=1)).astimezone(zone).date()
    while day <= last:
        cells[technician_id, day].away = True
        day += timedelta(days=1)


def _days(session: Session, office: Office, monday: date) -> list[Day]:
    sunday = monday + timedelta(days=DAYS - 1)
    closed: dict[date, dict[str, str]] = {}
    for closure in session.scalars(
        select(Closure).where(Closure.office_id == office.id, Closure.first_day <= sunday, Closure.last_day >= monday)
    ):
        closed |= {
            monday + timedelta(days=number): closure.reason
            for number in range(DAYS)
            if closure.first_day <= monday + timedelta(days=number) <= closure.last_day
        }
    holidays = session.execute(
        select(Holiday.day, Holiday.names).where(
            or_(Holiday.place == CATALONIA, Holiday.place == office.seat_ine_code), Holiday.day.between(monday, sunday)
        )
    )
    closed.update((day, names) for day, names in holidays)
    return [Day(monday + timedelta(days=number), closed.get(monday + timedelta(days=number))) for number in range(DAYS)]


def _services(session: Session, office_id: int) -> list[tuple[int, dict[str, str]]]:
    rows = session.execute(
        select(Service.id, Service.names).where(Service.office_id == office_id).order_by(Service.position, Service.id)
    )
    return [(number, names) for number, names in rows]
