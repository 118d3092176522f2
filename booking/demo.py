"""Data for a demonstration: an office that does not exist, with real municipalities and obviously fictional people.

Loading it again on the same day changes nothing and puts nothing back that was changed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from booking.demo_day import load_demo_day
from booking.import_holidays import BARCELONA, import_holidays, local_holidays_file, read_local_holidays
from booking.import_office import import_office, read_office
from booking.import_places import import_places, read_places
from booking.models import HolidayYear, Municipality, MunicipalityStatus
from booking.publish_slots import Published, publish_slots
from database import writing

DEMO_OFFICE = Path(__file__).parent / "data" / "demo-office.toml"

FIRST_CASES = 2025
"""The year of the oldest of the demonstration's cases."""

OWN_OFFICE = {
    "own_office_name": "Oficina municipal d'informació al consumidor (demostració)",
    "own_office_address": "Plaça de l'Exemple, 1",
    "own_office_phone": "930 000 001",
    "own_office_hours": "De dilluns a divendres, de 9 a 14 h",
    "own_office_url": "https://consum.example/",
}


@dataclass(frozen=True)
class DemoLoaded:
    """What there is now."""

    office_id: int
    municipalities_added: int
    holidays_added: int
    calls_added: int
    published: Published


def load_demo(now: datetime, zone: ZoneInfo, reads_outlook: bool) -> DemoLoaded:
    """Office, services, technicians with hours, the 25 municipalities of the pilot, holidays, slots, today's calls.

    With `reads_outlook`, slots stay blocked until the worker has read the calendars, which it does when it starts.
    """
    today = now.astimezone(zone).date()
    office_id = import_office(read_office(DEMO_OFFICE), today).office_id
    places = [
        replace(place, status=MunicipalityStatus.UNKNOWN)
        if place.status is MunicipalityStatus.SERVED and not place.in_pilot
        else place
        for place in read_places()
    ]
    added = import_places(places, office_id).added
    with writing() as session:
        session.execute(
            update(Municipality)
            .where(Municipality.status == MunicipalityStatus.OWN_OFFICE, Municipality.own_office_name.is_(None))
            .values(**OWN_OFFICE)
        )
    holidays_added = sum(_holidays(year) for year in range(FIRST_CASES, today.year + 2))
    published = publish_slots(office_id, now, zone, reads_outlook)
    calls_added = load_demo_day(office_id, now, zone)
    return DemoLoaded(office_id, added, holidays_added, calls_added, published)


def _holidays(year: int) -> int:
    path = local_holidays_file(year)
    local = read_local_holidays(path, year) if path.exists() else None
    added = import_holidays(year, local, {BARCELONA}).added
    with writing() as session:
        known = set(session.scalars(select(HolidayYear.place).where(HolidayYear.year == year)))
        session.add_all(
            # An office decides so on its page of deadlines; here nobody does, and deadlines are to be seen.
            HolidayYear(place=code, year=year, source="unknown")
            for code in session.scalars(select(Municipality.ine_code))
            if code not in known
        )
    return added
