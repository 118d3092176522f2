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

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from booking.coordinate.week_queries import (
    ABSENCES,
    CALLS,
    CLOSURES,
    FREE_BY_CELL,
    FREE_BY_HOUR,
    FREE_HOURS,
    HOLIDAYS,
    SERVICES,
    TECHNICIANS,
)
from booking.models import Office

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
    state: str | None
    """Of a call that is over, and can be moved no more: its outcome, or to_close."""


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

    @property
    def can_move(self) -> bool:
        """Whether there is any call that can be moved."""
        return any(call.state is None for call in self.calls)

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

    @property
    def takes_calls(self) -> bool:
        """Whether calls of those who are shown are missing."""
        return self.problem or self.service_id is not None

    def keep(self, call: Call) -> bool:
        fits = self.service_id in (None, call.service_id)
        return fits and (call.problem is not None or not self.problem)


def read_week(
    session: Session, office: Office, monday: date, now: datetime, zone: ZoneInfo, filters: Filters = Filters()
) -> Week:
    """The seven days from a Monday on, in the office's zone."""
    asked = _asked(office, monday, now, zone)
    connection = session.connection()
    everybody = _technicians(connection, asked)
    ids = {one.id for one in everybody if filters.technician_id in (None, one.id)}
    asked["technicians"] = sorted(ids)
    cells: dict[tuple[int, date], Cell] = defaultdict(Cell)
    _place_calls(cells, connection.execute(CALLS, asked), ids, filters, zone)
    for technician_id, day, free, held in connection.execute(FREE_BY_CELL, asked):
        cell = cells[technician_id, day]
        cell.free, cell.held = free - held, held
    for technician_id, starts_at, ends_at in connection.execute(ABSENCES, asked):
        _mark_away(cells, technician_id, max(starts_at, asked["first"]), min(ends_at, asked["last"]), zone)
    busy = {technician_id for technician_id, _ in cells}
    return Week(
        days=_days(connection, asked),
        technicians=[one for one in everybody if one.id in ids and (not one.has_left or one.id in busy)],
        everybody=[one for one in everybody if not one.has_left],
        services=[(number, names) for number, names in connection.execute(SERVICES, asked)],
        cells=dict(cells),
        capacity=_capacity(connection.execute(FREE_BY_HOUR, asked), monday, zone),
    )


def free_hours(session: Session, office: Office, monday: date, now: datetime, zone: ZoneInfo) -> dict[str, list[str]]:
    """The free hours of each cell, under `<technician>/<day>`: where a call can be dropped."""
    asked = _asked(office, monday, now, zone)
    connection = session.connection()
    asked["technicians"] = [one.id for one in _technicians(connection, asked) if not one.has_left]
    found: dict[str, list[str]] = defaultdict(list)
    for technician_id, day, starts_at in connection.execute(FREE_HOURS, asked):
        found[f"{technician_id}/{day.isoformat()}"].append(f"{starts_at.astimezone(zone):%H:%M}")
    return dict(found)


def _asked(office: Office, monday: date, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Parameters of the statements."""
    return {
        "office": office.id,
        "seat": office.seat_ine_code,
        "monday": monday,
        "sunday": monday + timedelta(days=DAYS - 1),
        "first": datetime.combine(monday, time(), zone),
        "last": datetime.combine(monday + timedelta(days=DAYS), time(), zone),
        "now": now,
    }


def _technicians(connection: Connection, asked: dict[str, Any]) -> list[Worker]:
    rows = connection.execute(TECHNICIANS, asked)
    return [Worker(number, name, left_at is not None) for number, name, left_at in rows]


def _place_calls(
    cells: dict[tuple[int, date], Cell], rows: Iterable[Any], technicians: set[int], filters: Filters, zone: ZoneInfo
) -> None:
    """Put each call into its cell."""
    wall = cache(lambda moment: _on_the_wall(moment, zone))  # calls share their hours
    for technician_id, starts_at, reference, municipality, service_id, problem, state in rows:
        day, clock = wall(starts_at)
        call = Call(reference, starts_at, clock, municipality, service_id, None if state else problem, state)
        if technician_id in technicians and filters.keep(call):
            cells[technician_id, day].calls.append(call)


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> tuple[date, str]:
    local = moment.astimezone(zone)
    return local.date(), f"{local.hour}:{local.minute:02}"


def _capacity(rows: Iterable[Any], monday: date, zone: ZoneInfo) -> list[tuple[time, list[int]]]:
    found: dict[time, list[int]] = defaultdict(lambda: [0] * DAYS)
    for starts_at, free in rows:
        local = starts_at.astimezone(zone)
        if free:
            found[local.time()][(local.date() - monday).days] += free
    return sorted(found.items())


def _mark_away(
    cells: dict[tuple[int, date], Cell], technician_id: int, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> None:
    """Also on days without any slot: a holiday is seen as one, and not as a gap in the hours."""
    day, last = starts_at.astimezone(zone).date(), (ends_at - timedelta(seconds=1)).astimezone(zone).date()
    while day <= last:
        cells[technician_id, day].away = True
        day += timedelta(days=1)


def _days(connection: Connection, asked: dict[str, Any]) -> list[Day]:
    dates = [asked["monday"] + timedelta(days=number) for number in range(DAYS)]
    closed: dict[date, dict[str, str]] = {}
    for first_day, last_day, reason in connection.execute(CLOSURES, asked):
        closed |= {day: reason for day in dates if first_day <= day <= last_day}
    closed.update((day, names) for day, names in connection.execute(HOLIDAYS, asked))
    return [Day(day, closed.get(day)) for day in dates]
