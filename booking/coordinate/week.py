"""The week of an office: who has which calls, what is free, and what needs a hand.

Read in a number of queries that depends neither on the technicians nor on the calls, and as plain rows: a large office
has six hundred calls a week.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, bindparam, or_, select
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
from booking.timetable import ABSENCE, NOBODY_ATTENDS
from database import UtcDateTime

DAYS = 7


@dataclass(frozen=True)
class Call:
    """One appointment in a cell. Nothing personal: the page hangs on walls."""

    reference: str
    starts_at: datetime
    municipality: str
    service_id: int
    problem: str | None
    """What needs a hand: orphaned (nobody will be there), asked (to choose another hour), no_link."""


@dataclass
class Cell:
    """One technician on one day."""

    calls: list[Call] = field(default_factory=list)
    free: list[datetime] = field(default_factory=list)
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

    def cell(self, technician_id: int, day: date) -> Cell | None:
        """None where the technician has no hours that day."""
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
        return sum(len(cell.free) for cell in self.cells.values())

    def capacity(self, zone: ZoneInfo) -> list[tuple[time, list[int]]]:
        """Free technicians by hour of the wall clock and day, for hours at which there are any."""
        found = Counter(
            (start.astimezone(zone).time(), day) for (_, day), cell in self.cells.items() for start in cell.free
        )
        hours = sorted({hour for hour, _ in found})
        return [(hour, [found[hour, day.date] for day in self.days]) for hour in hours]


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
    first = datetime.combine(monday, time(), zone)
    last = datetime.combine(monday + timedelta(days=DAYS), time(), zone)
    everybody = _technicians(session, office.id)
    ids = [one.id for one in everybody if filters.technician_id in (None, one.id)]
    cells: dict[tuple[int, date], Cell] = defaultdict(Cell)
    seen: set[str] = set()
    for row in session.execute(_SLOTS, {"technicians": ids, "first": first, "last": last}):
        _place(cells[row.technician_id, row.local_date], row, now, filters, seen)
    for technician_id, starts_at, ends_at in _absences(session, ids, first, last):
        _mark_away(cells, technician_id, max(starts_at, first), min(ends_at, last), zone)
    working = {technician_id for technician_id, _ in cells}
    shown = [one for one in everybody if one.id in ids and (not one.has_left or one.id in working)]
    return Week(
        days=_days(session, office, monday),
        technicians=shown,
        everybody=[one for one in everybody if not one.has_left],
        services=_services(session, office.id),
        cells=dict(cells),
    )


def _technicians(session: Session, office_id: int) -> list[Worker]:
    rows = session.execute(
        select(Technician.id, Technician.name, Technician.left_at)
        .where(Technician.office_id == office_id)
        .order_by(Technician.name, Technician.id)
    )
    return [Worker(number, name, left_at is not None) for number, name, left_at in rows]


def _slots() -> Select[*tuple[Any, ...]]:
    has_link = (
        select(Meeting.id)
        .where(Meeting.appointment_id == Appointment.id, Meeting.wanted, Meeting.join_url.is_not(None))
        .exists()
    )
    return (
        select(
            Slot.technician_id,
            Slot.starts_at,
            Slot.local_date,
            Slot.blocked,
            Slot.accepted,
            Slot.held_until,
            Appointment.reference,
            Appointment.starts_at.label("call_starts_at"),
            Appointment.service_id,
            Appointment.needs,
            Appointment.ends_at.label("call_ends_at"),
            Appointment.asked_to_choose_at,
            Municipality.name.label("municipality"),
            and_(Appointment.id.is_not(None), has_link).label("has_link"),
        )
        .outerjoin(Appointment, Appointment.id == Slot.appointment_id)
        .outerjoin(Municipality, Municipality.ine_code == Appointment.municipality_id)
        .where(
            Slot.technician_id.in_(bindparam("technicians", expanding=True)),
            Slot.starts_at >= bindparam("first", type_=UtcDateTime),
            Slot.starts_at < bindparam("last", type_=UtcDateTime),
        )
        .order_by(Slot.technician_id, Slot.starts_at)
    )


_SLOTS = _slots()


def _place(cell: Cell, row: Row[*tuple[Any, ...]], now: datetime, filters: Filters, seen: set[str]) -> None:
    """Put one slot into its cell. A call of several slots appears once, where it begins."""
    if row.blocked == ABSENCE:
        cell.away = True
    if row.reference is not None:
        call = Call(row.reference, row.call_starts_at, row.municipality, row.service_id, _problem(row, now))
        if call.reference not in seen and filters.keep(call):
            seen.add(call.reference)
            cell.calls.append(call)
    elif row.blocked is None and row.starts_at > now:
        if row.held_until is not None and row.held_until > now:
            cell.held += 1
        else:
            cell.free.append(row.starts_at)


def _problem(row: Row[*tuple[Any, ...]], now: datetime) -> str | None:
    if row.call_ends_at <= now:
        return None
    if row.asked_to_choose_at is not None:
        return "asked"
    if row.blocked in NOBODY_ATTENDS and row.blocked != row.accepted:
        return "orphaned"
    return None if row.has_link or "telephone_instead" in row.needs else "no_link"


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
