"""Counting the time of procedures (Ley 39/2015, art. 30): working days of Catalonia and of two municipalities.

Not the days on which the office opens (30.8): closures and hours have no part in it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import CATALONIA, Holiday, HolidayYear, Office
from cases.errors import CaseRefusal
from cases.models import Case

_DAY = timedelta(days=1)
_SATURDAY = 5

COUNTED_WITHOUT = ("order_none", "unknown")
"""Sources of a year (`HolidayYear.source`) that is counted although no local day is known."""


@dataclass(eq=False)
class HolidaysNotLoaded(CaseRefusal):
    """The holidays of a year are not on file at a place, so that nothing can be counted there."""

    year: int
    place: str
    """`CT` or the INE code of a municipality."""


@dataclass(frozen=True)
class Calendar:
    """Which days are working days for a deadline. Made by `calendar_of` or `Calendars`.

    A place's year is loaded when it has a row of `HolidayYear`, which imports and coordinators write: days alone do
    not say whether all of them are there, and some municipalities have none that hold for all of their villages.
    """

    places: tuple[str, ...]
    """Catalonia, the seat of the office, the municipality of the person (art. 30.6)."""
    years: Mapping[tuple[str, int], str]
    """Source of each year that is loaded, by place and year."""
    holidays: AbstractSet[date]

    def is_working(self, day: date) -> bool:
        """Neither a Saturday, a Sunday nor a holiday at one of the places (art. 30.2). Raises HolidaysNotLoaded."""
        for place in self.places:
            if (place, day.year) not in self.years:
                raise HolidaysNotLoaded(day.year, place)
        return day.weekday() < _SATURDAY and day not in self.holidays

    def first_working(self, day: date) -> date:
        """The day itself, or the next working one (art. 30.5)."""
        while not self.is_working(day):
            day += _DAY
        return day

    def counted_without(self, first: date, last: date) -> list[tuple[str, int]]:
        """Places and years between two days in which no local day was known."""
        return [
            (place, year)
            for place in self.places
            for year in range(first.year, last.year + 1)
            if self.years.get((place, year)) in COUNTED_WITHOUT
        ]


class Calendars:
    """Calendars of many cases, each pair of municipalities read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, ...], Calendar] = {}

    def of(self, seat: str, municipality: str) -> Calendar:
        """The calendar for an office at `seat` and a person of `municipality` (INE codes)."""
        places = tuple(dict.fromkeys((CATALONIA, seat, municipality)))
        if places not in self._known:
            self._known[places] = self._read(places)
        return self._known[places]

    def _read(self, places: tuple[str, ...]) -> Calendar:
        years = self._session.execute(
            select(HolidayYear.place, HolidayYear.year, HolidayYear.source).where(HolidayYear.place.in_(places))
        )
        days = self._session.scalars(select(Holiday.day).where(Holiday.place.in_(places)))
        return Calendar(places, {(place, year): source for place, year, source in years}, frozenset(days))


def calendar_of(session: Session, case: Case) -> Calendar:
    """The calendar of a case: the seat of its office, and where its person lives."""
    seat = session.scalars(select(Office.seat_ine_code).where(Office.id == case.office_id)).one()
    return Calendars(session).of(seat, case.municipality_id)


def add_working_days(calendar: Calendar, notified_on: date, number: int) -> date:
    """The last of `number` working days, the first being the one after the notification (art. 30.3).

    Raises HolidaysNotLoaded, and ValueError for less than one day.
    """
    if number < 1:
        raise ValueError("a time of working days has one day at least")
    for day in _days_after(notified_on):
        number -= calendar.is_working(day)
        if number == 0:
            return day
    raise AssertionError("there is always another day")


def add_calendar_days(calendar: Calendar, notified_on: date, number: int) -> date:
    """The last of `number` calendar days (días naturales), moved to a working day (art. 30.5).

    Raises HolidaysNotLoaded.
    """
    return calendar.first_working(notified_on + number * _DAY)


def add_months(calendar: Calendar, notified_on: date, number: int) -> date:
    """The day of the same number `number` months later, or the month's last, moved to a working day (art. 30.4, 30.5).

    Raises HolidaysNotLoaded.
    """
    return calendar.first_working(plain_months(notified_on, number))


def plain_months(day: date, number: int) -> date:
    """The same without moving it: time between private people runs through holidays (Codi civil, art. 5)."""
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += _DAY
        yield day
