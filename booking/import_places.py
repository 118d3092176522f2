"""Importing the municipalities, and who serves each.

Repeating an import changes nothing, and it never takes back what a person decided: name, comarca and population
always follow the file; a status only where it was unknown; the address of an own office, which no file has, never; nor
the slug, because addresses of pages hold it. docs/decisions/0015-imports-never-take-back.md says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from booking.csv_rows import Row, read_rows
from booking.models import Municipality, MunicipalityStatus
from booking.names import plain
from database import writing

MUNICIPALITIES = Path(__file__).parent / "data" / "municipalities.csv"

_COLUMNS = (
    "ine_code",
    "name",
    "name_sort",
    "comarca",
    "population",
    "has_own_office",
    "served_by_opic_umic",
    "pilot_phase",
)


@dataclass(frozen=True)
class Place:
    """One municipality as the file has it."""

    ine_code: str
    slug: str
    name: str
    name_sort: str
    comarca: str
    population: int
    status: MunicipalityStatus
    in_pilot: bool


class NameTaken(Exception):
    """Another municipality on file, with another code, has this name: one of the two codes is wrong."""

    def __init__(self, place: Place, holder: Municipality) -> None:
        super().__init__(f"{place.name} has code {place.ine_code} in the file, but {holder.ine_code} in the database")


@dataclass(frozen=True)
class PlacesImported:
    """What an import did, for the person who ran it."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    waiting: int = 0
    """Served by the file, but there was no office yet to serve them: left unknown until the next import."""
    kept: list[str] = field(default_factory=list)
    """Names of municipalities whose status differs from the file's and was left as it is."""


def read_places(path: Path = MUNICIPALITIES) -> list[Place]:
    """The municipalities of a file. Raises `BadFile` with the first line that cannot be right."""
    places: list[Place] = []
    codes: dict[str, int] = {}
    slugs: dict[str, int] = {}
    for row in read_rows(path, _COLUMNS):
        place = _place(row)
        for key, seen in ((place.ine_code, codes), (place.slug, slugs)):
            if key in seen:
                raise row.refuse(f"{key} stands in line {seen[key]} already")
            seen[key] = row.line
        places.append(place)
    return places


def import_places(places: Sequence[Place], served_by: int | None) -> PlacesImported:
    """Store the municipalities. `served_by` is the id of the office that serves those which the file calls served.

    Raises `NameTaken`; then nothing is stored.
    """
    added = changed = waiting = 0
    kept = []
    with writing() as session:
        known = {municipality.ine_code: municipality for municipality in session.scalars(select(Municipality))}
        by_slug = {municipality.slug: municipality for municipality in known.values()}
        for place in places:
            municipality = known.get(place.ine_code)
            if municipality is None:
                if place.slug in by_slug:
                    raise NameTaken(place, by_slug[place.slug])
                municipality = Municipality(ine_code=place.ine_code, slug=place.slug, status=MunicipalityStatus.UNKNOWN)
                session.add(municipality)
                added += 1
            _describe(municipality, place)
            if municipality.status is MunicipalityStatus.UNKNOWN:
                waiting += not _settle(municipality, place.status, served_by)
            elif place.status not in (MunicipalityStatus.UNKNOWN, municipality.status):
                kept.append(place.name)
            changed += session.is_modified(municipality) and place.ine_code in known
    return PlacesImported(added, changed, len(places) - added - changed, waiting, kept)


def slug(name: str) -> str:
    """The name as it stands in addresses: `l-ametlla-del-valles`."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")


def _place(row: Row) -> Place:
    name = row.required("name")
    if not slug(name):
        raise row.refuse(f"name has no letter: {name!r}")
    if not (row["population"].isascii() and row["population"].isdigit()):
        raise row.refuse(f"population must be a whole number, not {row['population']!r}")
    own, served = _yes(row, "has_own_office"), _yes(row, "served_by_opic_umic")
    if row["pilot_phase"] not in ("", "1", "2"):
        raise row.refuse(f"pilot_phase must be 1, 2 or empty, not {row['pilot_phase']!r}")
    in_pilot = row["pilot_phase"] != ""
    if own and (served or in_pilot):
        raise row.refuse("a municipality cannot have its own office and be served by another")
    status = MunicipalityStatus.UNKNOWN
    if own:
        status = MunicipalityStatus.OWN_OFFICE
    elif served or in_pilot:
        status = MunicipalityStatus.SERVED
    return Place(
        ine_code=row.ine_code(),
        slug=slug(name),
        name=name,
        name_sort=plain(row.required("name_sort")),
        comarca=row.required("comarca"),
        population=int(row["population"]),
        status=status,
        in_pilot=in_pilot,
    )


def _yes(row: Row, column: str) -> bool:
    if row[column] not in ("yes", "no", ""):
        raise row.refuse(f"{column} must be yes, no or empty, not {row[column]!r}")
    return row[column] == "yes"


def _describe(municipality: Municipality, place: Place) -> None:
    municipality.name = place.name
    municipality.name_sort = place.name_sort
    municipality.comarca = place.comarca
    municipality.population = place.population


def _settle(municipality: Municipality, status: MunicipalityStatus, served_by: int | None) -> bool:
    """Give the status that the file knows. False when it needs an office and there is none."""
    if status is MunicipalityStatus.SERVED:
        if served_by is None:
            return False
        municipality.office_id = served_by
    municipality.status = status
    return True
