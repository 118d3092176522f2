"""An office from a TOML file: its letterhead, services, technicians and weekly hours (see data/demo-office.toml).

Importing adds what is not there and takes nothing back: what people changed since on the pages stays (decision 0015).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.csv_rows import BadFile
from booking.models import Office, Service, Technician, WorkingHours, technician_service
from database import writing

LANGUAGES = ("ca", "es", "en")

_OFFICE = {
    "slug": str,
    "name": str,
    "email": str,
    "phone": str,
    "phone_hours": dict,
    "address": str,
    "controller": str,
    "rights_address": str,
    "dpo_email": str,
    "seat_ine_code": str,
}
_SERVICE = {"slug": str, "slots": int, "names": dict, "descriptions": dict}
_TECHNICIAN = {"name": str, "email": str, "services": list, "hours": list}
_HOURS = {"weekdays": list, "from": time, "until": time}


@dataclass(frozen=True)
class OfficeImported:
    """What there is now, and how much of it is new."""

    office_id: int
    office_added: bool
    services_added: int
    technicians_added: int


def read_office(path: Path) -> dict[str, Any]:
    """The file, checked. Raises BadFile with one sentence that names the place and what to write."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(path, str(error)) from error
    _check(path, "office", told.get("office"), _OFFICE)
    for kind, keys in (("service", _SERVICE), ("technician", _TECHNICIAN)):
        if not told.get(kind):
            raise BadFile(path, f"there must be at least one [[{kind}]]")
        for number, one in enumerate(told[kind], start=1):
            _check(path, f"{kind} {number}", one, keys)
    known = {service["slug"] for service in told["service"]}
    for technician in told["technician"]:
        _check_technician(path, technician, known)
    return told


def import_office(told: dict[str, Any], today: date) -> OfficeImported:
    """Store what `read_office` read. Weekly hours of a new technician hold from `today`, in the office's calendar."""
    with writing() as session:
        office = session.scalars(select(Office).where(Office.slug == told["office"]["slug"])).one_or_none()
        added = office is None
        if office is None:
            office = Office(**told["office"])
            session.add(office)
            session.flush()
        known = dict(session.execute(select(Service.slug, Service.id).where(Service.office_id == office.id)).all())
        new_services = [service for service in told["service"] if service["slug"] not in known]
        for position, service in enumerate(new_services, start=len(known) + 1):
            row = Service(office_id=office.id, position=position, **service)
            session.add(row)
            session.flush()
            known[row.slug] = row.id
        new = [one for one in told["technician"] if _is_new(session, one["email"])]
        for one in new:
            _add_technician(session, one, office.id, known, today)
        return OfficeImported(office.id, added, len(new_services), len(new))


def _is_new(session: Session, email: str) -> bool:
    return session.scalar(select(Technician.id).where(Technician.email == email)) is None


def _add_technician(
    session: Session, told: dict[str, Any], office_id: int, services: dict[str, int], today: date
) -> None:
    technician = Technician(office_id=office_id, name=told["name"], email=told["email"])
    session.add(technician)
    session.flush()
    session.execute(
        technician_service.insert(),
        [{"technician_id": technician.id, "service_id": services[slug]} for slug in told["services"]],
    )
    session.add_all(
        WorkingHours(
            technician_id=technician.id,
            weekday=weekday,
            starts=hours["from"],
            ends=hours["until"],
            service_id=services[hours["service"]] if "service" in hours else None,
            valid_from=today,
        )
        for hours in told["hours"]
        for weekday in hours["weekdays"]
    )


def _check(path: Path, where: str, told: Any, keys: Mapping[str, type]) -> None:
    if not isinstance(told, dict):
        raise BadFile(path, f"[{where}] is missing")
    for key, kind in keys.items():
        if not isinstance(told.get(key), kind) or told[key] in ("", [], {}):
            raise BadFile(path, f"{where}: {key} is missing, empty or of the wrong kind ({kind.__name__} is wanted)")
        if kind is dict and set(told[key]) != set(LANGUAGES):
            raise BadFile(path, f"{where}: {key} needs a text for each of {', '.join(LANGUAGES)} and no other")
    if unknown := set(told) - set(keys) - {"service"}:
        raise BadFile(path, f"{where}: nobody knows what {', '.join(sorted(unknown))} means")


def _check_technician(path: Path, told: dict[str, Any], services: set[str]) -> None:
    where = f"technician {told['email']}"
    wanted = set(told["services"]) | {hours["service"] for hours in told["hours"] if "service" in hours}
    if unknown := wanted - services:
        raise BadFile(path, f"{where}: there is no service {', '.join(sorted(unknown))}")
    for hours in told["hours"]:
        _check(path, f"{where}, hours", hours, _HOURS)
        if not set(hours["weekdays"]) <= set(range(1, 8)):
            raise BadFile(path, f"{where}: weekdays are numbers from 1, Monday, to 7")
        if hours["from"] >= hours["until"]:
            raise BadFile(path, f"{where}: hours must begin before they end")
