"""Importing public holidays: Catalonia's from the package `holidays`, local ones from the yearly order in the DOGC.

The import adds what is missing and removes nothing, so days that a coordinator entered stay. The package computes
Catalonia's days from rules, while the calendar itself is an order of each year: days on file that the source does not
have are named, so that somebody can look at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from booking.csv_rows import Row, read_rows
from booking.models import CATALONIA, Holiday, HolidayYear
from database import writing

BARCELONA = "08019"
"""The one municipality whose local days the package `holidays` knows, for every year."""

LOCAL_HOLIDAY = {"ca": "Festa local", "es": "Fiesta local", "en": "Local holiday"}

_LANGUAGES = {"ca": "ca", "es": "es", "en": "en_US"}
"""Ours, and what the package calls them."""

_DATES_GIVEN = {"set": 2, "one_only": 1, "per_nucleus": 0, "not_proposed": 0}
"""How many dates a line of each status has. Where villages have their own, no date holds for the municipality."""

PublicHoliday = tuple[str, date]
"""Where (`CT` or an INE code) and when."""


@dataclass(frozen=True)
class LocalHolidays:
    """The local holidays of a year, and the INE codes of municipalities for which the order sets none."""

    year: int
    days: list[PublicHoliday]
    not_set: list[str]


@dataclass(frozen=True)
class HolidaysImported:
    """What an import did, for the person who ran it."""

    added: int
    unchanged: int
    not_in_source: list[PublicHoliday]
    """On file in that year at a place for which the source has days, but not this one. Kept."""


def local_holidays_file(year: int) -> Path:
    """Where the local holidays of a year are, if they are known."""
    return Path(__file__).parent / "data" / f"local-holidays-{year}.csv"


def read_local_holidays(path: Path, year: int) -> LocalHolidays:
    """The local holidays of a file for one year. Raises `BadFile` with the first line that cannot be right."""
    days: list[PublicHoliday] = []
    not_set: list[str] = []
    lines: dict[str, int] = {}
    for row in read_rows(path, ("ine_code", "year", "date_1", "date_2", "status")):
        code = row.ine_code()
        if code in lines:
            raise row.refuse(f"{code} stands in line {lines[code]} already")
        lines[code] = row.line
        dates = _dates(row, year)
        days += [(code, day) for day in dates]
        if not dates:
            not_set.append(code)
    return LocalHolidays(year, days, not_set)


def import_holidays(year: int, local: LocalHolidays | None, seats: Iterable[str] = ()) -> HolidaysImported:
    """Store Catalonia's holidays of a year, and the local ones if there are any.

    `seats` are the municipalities where offices are: without Barcelona in `local`, its two days come from the package,
    for an office there. Each place is marked as being on file for that year, from where, or as having none that hold.
    """
    wanted = {(CATALONIA, day): names for day, names in catalan_holidays(year).items()}
    sources = {CATALONIA: "rules"}
    if local is not None:
        wanted |= dict.fromkeys(local.days, LOCAL_HOLIDAY)
        sources |= dict.fromkeys((place for place, _ in local.days), "order") | dict.fromkeys(
            local.not_set, "order_none"
        )
    if BARCELONA in seats and BARCELONA not in sources:
        wanted |= dict.fromkeys(((BARCELONA, day) for day in barcelona_holidays(year)), LOCAL_HOLIDAY)
        sources[BARCELONA] = "rules"
    with writing() as session:
        rows = session.execute(
            select(Holiday.place, Holiday.day).where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31)))
        )
        known = {(place, day) for place, day in rows}
        session.add_all(
            Holiday(place=place, day=day, names=dict(names))
            for (place, day), names in wanted.items()
            if (place, day) not in known
        )
        for place, source in sources.items():
            session.merge(HolidayYear(place=place, year=year, source=source))
    return HolidaysImported(
        added=len(wanted.keys() - known),
        unchanged=len(wanted.keys() & known),
        not_in_source=_surplus(known, set(wanted)),
    )


def catalan_holidays(year: int) -> dict[date, Mapping[str, str]]:
    """Catalonia's days with their names by language. Without those that fall on a Sunday, as in the yearly order."""
    # Imported here because only this command needs the package, and the site would carry its 11 MB all the time.
    import holidays

    by_language = {
        ours: holidays.country_holidays("ES", subdiv="CT", years=year, language=theirs)
        for ours, theirs in _LANGUAGES.items()
    }
    return {day: {ours: days[day] for ours, days in by_language.items()} for day in sorted(by_language["ca"])}


def barcelona_holidays(year: int) -> list[date]:
    """The two local days of Barcelona, Whit Monday and 24 September. Without one that falls on a Sunday."""
    import holidays  # as above

    town = holidays.country_holidays("ES", subdiv="Barcelona", years=year)
    return sorted(town.keys() - catalan_holidays(year).keys())


def _dates(row: Row, year: int) -> Sequence[date]:
    if row["year"] != str(year):
        raise row.refuse(f"year must be {year}, not {row['year']!r}")
    if row["status"] not in _DATES_GIVEN:
        raise row.refuse(f"status must be one of {', '.join(_DATES_GIVEN)}, not {row['status']!r}")
    given = [cell for cell in (row["date_1"], row["date_2"]) if cell]
    expected = _DATES_GIVEN[row["status"]]
    if len(given) != expected:
        raise row.refuse(f"status {row['status']} goes with {expected} dates, not {len(given)}")
    dates = [_date(row, cell, year) for cell in given]
    if len(set(dates)) != len(dates):
        raise row.refuse("date_1 and date_2 are the same day")
    return dates


def _date(row: Row, cell: str, year: int) -> date:
    try:
        day = date.fromisoformat(cell)
    except ValueError as error:
        raise row.refuse(f"{cell!r} is not a date such as {year}-05-25") from error
    if day.year != year:
        raise row.refuse(f"{cell} is not in {year}")
    return day


def _surplus(known: set[PublicHoliday], wanted: set[PublicHoliday]) -> list[PublicHoliday]:
    places = {place for place, _ in wanted}
    return sorted(day for day in known - wanted if day[0] in places)
