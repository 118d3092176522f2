"""The small world of the tests: one office, two services, people with the names that every test uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from booking.book import Booked, Guest, Request, book
from booking.models import (
    SLOT,
    Municipality,
    MunicipalityStatus,
    Office,
    Service,
    Slot,
    Technician,
    technician_service,
)
from database import db, writing

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Barcelona."""


def at(day: int, clock: str, month: int = 11) -> datetime:
    """An hour of the office's wall clock in 2026, as an instant: `at(24, "15:30")`."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID).astimezone(UTC)


@dataclass(frozen=True)
class World:
    """Ids of what `build_world` made; rows are read again where they are needed."""

    office_id: int
    service_id: int
    long_service_id: int
    technicians: list[int]
    municipality_id: str = "08091"


def build_world(technicians: int = 1, email_domain: str = "tecnics.example") -> World:
    """An office that serves Gelida, a service of one slot and one of two, and technicians who give both."""
    with writing() as session:
        office = Office(
            slug="demo",
            name="Oficina de consum",
            email="cita@consum.example",
            phone="938 000 000",
            phone_hours={"ca": "de 9 a 14 h", "es": "de 9 a 14 h", "en": "9 to 14"},
            address="Carrer Gran, 1, Barcelona",
            controller="Organisme de demostració",
            rights_address="Carrer Gran, 1, Barcelona",
            dpo_email="dpd@consum.example",
            seat_ine_code="08019",
        )
        session.add(office)
        session.flush()
        session.add(
            Municipality(
                ine_code="08091",
                slug="gelida",
                name="Gelida",
                name_sort="Gelida",
                comarca="Alt Penedès",
                population=7_500,
                status=MunicipalityStatus.SERVED,
                office_id=office.id,
            )
        )
        services = [
            Service(
                office_id=office.id,
                slug=slug,
                names={"ca": name, "es": name, "en": name},
                descriptions={"ca": name, "es": name, "en": name},
                slots=slots,
                position=slots,
            )
            for slug, name, slots in (("consum", "Consum. Atenció telemàtica", 1), ("mediacio", "Mediació", 2))
        ]
        session.add_all(services)
        names = ["Clara", "Martí", "Núria", *(f"Tècnic {number}" for number in range(4, technicians + 1))]
        staff = [
            Technician(office_id=office.id, name=name, email=f"tecnic{number}@{email_domain}")
            for number, name in enumerate(names[:technicians], start=1)
        ]
        session.add_all(staff)
        session.flush()
        for person in staff:
            for service in services:
                session.execute(technician_service.insert().values(technician_id=person.id, service_id=service.id))
        return World(office.id, services[0].id, services[1].id, [person.id for person in staff])


def open_slots(world: World, *starts: datetime, technicians: list[int] | None = None) -> list[int]:
    """Open slots at these instants for the technicians (all, unless said). Gives the ids, technician by technician."""
    with writing() as session:
        slots = [
            Slot(
                office_id=world.office_id,
                technician_id=technician_id,
                starts_at=start,
                ends_at=start + SLOT,
                local_date=start.astimezone(MADRID).date(),
            )
            for technician_id in technicians or world.technicians
            for start in starts
        ]
        session.add_all(slots)
        session.flush()
        return [slot.id for slot in slots]


def slot_at(start: datetime, technician_id: int | None = None) -> Slot:
    """The slot that begins then (of the technician, when there are several)."""
    query = db.select(Slot).where(Slot.starts_at == start)
    if technician_id is not None:
        query = query.where(Slot.technician_id == technician_id)
    return db.session.scalars(query.order_by(Slot.technician_id)).first() or _missing(start)


def _missing(start: datetime) -> Slot:
    raise LookupError(f"no slot at {start}")


AINA = Guest(name="Aina Roca", email="aina@example.org", phone=None, language="ca")
BERNAT = Guest(name="Bernat Vila", email="bernat@example.org", phone=None, language="es")


def book_for(
    guest: Guest,
    world: World,
    slot_id: int,
    *,
    now: datetime = NOW,
    once_key: str | None = None,
    service_id: int | None = None,
    holder: str | None = None,
) -> Booked:
    """Book as the pages do."""
    request = Request(
        slot_id=slot_id,
        service_id=service_id or world.service_id,
        municipality_id=world.municipality_id,
        once_key=once_key or uuid4().hex,
        privacy_version="test",
    )
    return book(request, guest, holder or f"browser of {guest.name}", now)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
