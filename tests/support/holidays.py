"""Holidays on file for tests of deadlines: as the command brings them, without its half second for each year."""

from __future__ import annotations

from datetime import date

from booking.import_holidays import BARCELONA, barcelona_holidays, catalan_holidays
from booking.models import CATALONIA, Holiday, HolidayYear
from database import writing

TORRELLES = "08289"
"""Torrelles de Llobregat, where 11 November is a local holiday."""

LOCAL = {
    ("08091", 2026): (date(2026, 8, 24), date(2026, 8, 25)),
    (TORRELLES, 2026): (date(2026, 5, 25), date(2026, 11, 11)),
}
"""Some local days of other municipalities; in the years that are not here they have none."""


def load_holidays(*years: int, municipalities: tuple[str, ...] = ("08091", TORRELLES)) -> None:
    """Put the years on file: Catalonia, Barcelona, and these municipalities."""
    with writing() as session:
        for year in years:
            days = {CATALONIA: list(catalan_holidays(year)), BARCELONA: barcelona_holidays(year)}
            days |= {place: list(LOCAL.get((place, year), ())) for place in municipalities}
            for place, found in days.items():
                source = "rules" if place in (CATALONIA, BARCELONA) else "order" if found else "order_none"
                session.add(HolidayYear(place=place, year=year, source=source))
                session.add_all(Holiday(place=place, day=day, names={"ca": "Festa"}) for day in found)
