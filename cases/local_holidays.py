"""The local holidays of a municipality in a year, as staff know them before or without an import."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, extract, select
from sqlalchemy.orm import Session

from booking.import_holidays import LOCAL_HOLIDAY
from booking.models import CATALONIA, Holiday, HolidayYear, Municipality
from cases.errors import CaseRefusal
from database import writing
from staff.audit import note

MOST: Final = 2
"""Local holidays of a municipality in a year (Estatut dels treballadors, art. 37.2)."""


class NoSuchMunicipality(CaseRefusal):
    """There is no municipality with this code."""


class FromTheOrder(CaseRefusal):
    """The year is on file from the yearly order, which nobody corrects by hand here."""


def set_local_holidays(ine_code: str, year: int, days: Collection[date], member_id: int, now: datetime) -> None:
    """Put a municipality's year on file: with these days, or, with none, to be counted without until they are known.

    What staff had typed before is replaced. Deadlines that run do not move: see cases/recount.py. Raises
    NoSuchMunicipality, FromTheOrder, and ValueError for days of another year or too many.
    """
    if len(set(days)) > MOST or any(day.year != year for day in days):
        raise ValueError(f"a year has {MOST} local holidays at most")
    with writing() as session:
        municipality = session.get(Municipality, ine_code)
        if municipality is None:
            raise NoSuchMunicipality
        known = session.get(HolidayYear, (ine_code, year))
        if known is not None and known.source in ("order", "rules"):
            raise FromTheOrder
        in_year = (Holiday.place == ine_code, extract("year", Holiday.day) == year)
        before = sorted(day.isoformat() for day in session.scalars(select(Holiday.day).where(*in_year)))
        session.execute(delete(Holiday).where(*in_year, Holiday.day.not_in(days)))
        there = set(session.scalars(select(Holiday.day).where(*in_year)))
        session.add_all(
            Holiday(place=ine_code, day=day, names=dict(LOCAL_HOLIDAY)) for day in sorted(set(days) - there)
        )
        source = "staff" if days else "unknown"
        session.merge(HolidayYear(place=ine_code, year=year, source=source))
        after = {"year": year, "days": sorted(day.isoformat() for day in days)}
        note(session, member_id, "local_holidays_set", municipality, now, before={"days": before}, after=after)


def years_on_file(session: Session, seat: str) -> dict[int, dict[str, str]]:
    """Where the holidays of Catalonia (`CT`) and of the seat come from, year by year, newest first."""
    found: dict[int, dict[str, str]] = {}
    rows = session.execute(
        select(HolidayYear.year, HolidayYear.place, HolidayYear.source)
        .where(HolidayYear.place.in_((CATALONIA, seat)))
        .order_by(HolidayYear.year.desc())
    )
    for year, place, source in rows:
        found.setdefault(year, {})[place] = source
    return found
