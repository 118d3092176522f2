"""Data for a demonstration: an office that does not exist, with real municipalities and obviously fictional people.

Loading it again changes nothing and puts nothing back that was changed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from booking.import_holidays import import_holidays, local_holidays_file, read_local_holidays
from booking.import_places import import_places, read_places
from booking.models import (
    Municipality,
    MunicipalityStatus,
    Office,
    Service,
    Technician,
    WorkingHours,
    technician_service,
)
from booking.publish_slots import Published, publish_slots
from database import writing

OFFICE = "oficina-demostracio"

SEAT = "08019"
"""Barcelona."""

AFTERNOON = (time(15, 30), time(19, 0))
MORNING = (time(9, 0), time(13, 0))
MONDAY_TO_FRIDAY = range(1, 6)

PEOPLE = {
    "clara.soler@tecnics.example": ("Clara Soler", ("consum", "mediacio"), 2),
    "marti.puig@tecnics.example": ("Martí Puig", ("consum",), None),
    "nuria.vidal@tecnics.example": ("Núria Vidal", ("consum", "mediacio"), 4),
}
"""By mailbox: name, services, and the weekday (Monday is 1) of a morning besides all afternoons."""

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
    published: Published


def load_demo(now: datetime, zone: ZoneInfo, reads_outlook: bool) -> DemoLoaded:
    """Office, services, technicians with their hours, the 25 municipalities of the pilot, holidays, and slots.

    With `reads_outlook`, slots stay blocked until the worker has read the calendars, which it does when it starts.
    """
    today = now.astimezone(zone).date()
    with writing() as session:
        office_id = _office(session)
        services = _services(session, office_id)
        for mailbox in PEOPLE:
            _technician(session, mailbox, office_id, services, today)
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
    holidays_added = sum(_holidays(year) for year in (today.year, today.year + 1))
    return DemoLoaded(office_id, added, holidays_added, publish_slots(office_id, now, zone, reads_outlook))


def _office(session: Session) -> int:
    office = session.scalars(select(Office).where(Office.slug == OFFICE)).one_or_none()
    if office is None:
        office = Office(
            slug=OFFICE,
            name="Oficina provincial de consum (demostració)",
            email="consum@oficina.example",
            phone="930 000 000",
            phone_hours={
                "ca": "de dilluns a divendres, de 9 a 14 h",
                "es": "de lunes a viernes, de 9 a 14 h",
                "en": "Monday to Friday, 9:00 to 14:00",
            },
            address="Carrer de l'Exemple, 1, 08000 Barcelona",
            controller="Organisme de demostració",
            rights_address="Carrer de l'Exemple, 1, 08000 Barcelona",
            dpo_email="dpd@oficina.example",
            seat_ine_code=SEAT,
        )
        session.add(office)
        session.flush()
    return office.id


def _services(session: Session, office_id: int) -> dict[str, int]:
    """Ids by slug."""
    known = {
        service.slug: service for service in session.scalars(select(Service).where(Service.office_id == office_id))
    }
    for service in (
        Service(
            office_id=office_id,
            slug="consum",
            names={
                "ca": "Consum. Atenció telemàtica",
                "es": "Consumo. Atención telemática",
                "en": "Consumer advice by video call",
            },
            descriptions={
                "ca": "Dubtes i reclamacions sobre una compra, un contracte o un subministrament.",
                "es": "Dudas y reclamaciones sobre una compra, un contrato o un suministro.",
                "en": "Questions and complaints about a purchase, a contract or a utility.",
            },
            slots=1,
            position=1,
        ),
        Service(
            office_id=office_id,
            slug="mediacio",
            names={"ca": "Mediació de consum", "es": "Mediación de consumo", "en": "Consumer mediation"},
            descriptions={
                "ca": "Una trobada amb l'empresa i una persona mediadora, quan ja hi ha una reclamació oberta.",
                "es": "Un encuentro con la empresa y una persona mediadora, cuando ya hay una reclamación abierta.",
                "en": "A meeting with the company and a mediator, once there is an open complaint.",
            },
            slots=2,
            position=2,
        ),
    ):
        if service.slug not in known:
            session.add(service)
            known[service.slug] = service
    session.flush()
    return {slug: service.id for slug, service in known.items()}


def _technician(session: Session, mailbox: str, office_id: int, services: dict[str, int], today: date) -> None:
    if session.scalar(select(Technician.id).where(Technician.email == mailbox)) is not None:
        return
    name, gives, morning = PEOPLE[mailbox]
    technician = Technician(office_id=office_id, name=name, email=mailbox)
    session.add(technician)
    session.flush()
    session.execute(
        technician_service.insert(),
        [{"technician_id": technician.id, "service_id": services[slug]} for slug in gives],
    )
    hours = [(weekday, *AFTERNOON) for weekday in MONDAY_TO_FRIDAY]
    if morning is not None:
        hours.append((morning, *MORNING))
    session.add_all(
        WorkingHours(technician_id=technician.id, weekday=weekday, starts=starts, ends=ends, valid_from=today)
        for weekday, starts, ends in hours
    )


def _holidays(year: int) -> int:
    path = local_holidays_file(year)
    return import_holidays(year, read_local_holidays(path, year) if path.exists() else None).added
