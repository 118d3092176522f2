"""Rows that templates print: the stub of an hour, days with their addresses, the month as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.free_times import AFTERNOON_FROM, Day, Hour
from booking.pages.visit import settings

WEEK = 7


@dataclass(frozen=True)
class Card:
    """The stub of an hour: chosen, promised or over."""

    starts_at: datetime
    minutes: int
    service: str
    municipality: str
    reference: str | None = None
    by_phone: bool = False


@dataclass(frozen=True)
class DayLink:
    """A day with free hours, and the address of its hours."""

    date: date
    count: int
    morning: bool
    afternoon: bool
    url: str


@dataclass(frozen=True)
class DayCell:
    """A day in a month's table; without hours it has no address."""

    date: date
    count: int = 0
    url: str | None = None


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday to Sunday; days of other months are None."""

    first_day: date
    weeks: list[list[DayCell | None]]


def day_links(days: list[Day], url: Callable[[date], str]) -> list[DayLink]:
    return [DayLink(day.date, day.count, day.morning, day.afternoon, url(day.date)) for day in days]


def neighbours(day: date, days: list[DayLink]) -> tuple[list[DayLink], list[DayLink]]:
    """Days with hours before and after a day."""
    return [one for one in days if one.date < day], [one for one in days if one.date > day]


def halves(hours: list[Hour]) -> tuple[list[Hour], list[Hour]]:
    """The hours of a day before two o'clock, and the others."""
    early = [hour for hour in hours if local(hour.starts_at).hour < AFTERNOON_FROM]
    return early, hours[len(early) :]


def by_day(hours: list[Hour]) -> list[tuple[date, list[Hour]]]:
    """Hours in order, under the day of each."""
    days: dict[date, list[Hour]] = {}
    for hour in hours:
        days.setdefault(local(hour.starts_at).date(), []).append(hour)
    return list(days.items())


def months(days: list[DayLink]) -> list[Month]:
    """Tables of the months in which there are hours."""
    cells = {day.date: DayCell(day.date, day.count, day.url) for day in days}
    firsts = sorted({day.date.replace(day=1) for day in days})
    return [Month(first, _weeks(first, cells)) for first in firsts]


def _weeks(first: date, known: dict[date, DayCell]) -> list[list[DayCell | None]]:
    cells: list[DayCell | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        cells.append(known.get(day) or DayCell(day))
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % WEEK)
    return [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]


def local(moment: datetime) -> datetime:
    """The moment on the office's clock."""
    return moment.astimezone(settings().office_timezone)
