"""What an office offers, and who gives it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from booking.coordinate.actor import Actor
from booking.coordinate.errors import Impossible, SlugTaken, StaleForm
from booking.coordinate.publishing import Publishing
from booking.models import Office, Service, Technician, technician_service
from database import writing
from staff.audit import note


@dataclass(frozen=True)
class ServiceDetails:
    """Words by language, length in slots, and ids of the technicians who give it."""

    slug: str
    names: dict[str, str]
    descriptions: dict[str, str]
    slots: int
    position: int
    technicians: frozenset[int]
    withdrawn: bool = False

    @property
    def fingerprint(self) -> str:
        """Another one than a page showed means that somebody has changed it since."""
        told = [self.slug, self.names, self.descriptions, self.slots, self.position, sorted(self.technicians)]
        return hashlib.sha256(repr([*told, self.withdrawn]).encode()).hexdigest()[:16]


def details_of(session: Session, service: Service) -> ServiceDetails:
    """The service as it is."""
    given_by = session.scalars(
        select(technician_service.c.technician_id).where(technician_service.c.service_id == service.id)
    )
    return ServiceDetails(
        slug=service.slug,
        names=service.names,
        descriptions=service.descriptions,
        slots=service.slots,
        position=service.position,
        technicians=frozenset(given_by),
        withdrawn=service.withdrawn_at is not None,
    )


def add_service(office_id: int, details: ServiceDetails, actor: Actor, now: datetime, publishing: Publishing) -> int:
    """Offer one more. Gives its id. Raises SlugTaken, or Impossible for technicians of another office."""
    with writing() as session:
        _lock(session, office_id)
        _check_slug(session, office_id, details.slug, None)
        service = Service(office_id=office_id, slug=details.slug, names={}, descriptions={})
        session.add(service)
        _store(session, service, details, now)
        note(session, actor.staff_id, "service_added", service, now, after=_as_told(details))
        publishing.publish(session, office_id, now)
        return service.id


def edit_service(
    office_id: int, service_id: int, details: ServiceDetails, seen: str, actor: Actor, now: datetime,
    publishing: Publishing,
) -> None:  # fmt: skip
    """Change it. Appointments keep the length that they were booked with.

    Raises StaleForm, SlugTaken, or Impossible for what is of another office.
    """
    with writing() as session:
        _lock(session, office_id)
        service = session.get(Service, service_id)
        if service is None or service.office_id != office_id:
            raise Impossible("other_office")
        before = details_of(session, service)
        if before.fingerprint != seen:
            raise StaleForm
        if before == details:
            return
        _check_slug(session, office_id, details.slug, service_id)
        _store(session, service, details, now)
        note(session, actor.staff_id, "service_changed", service, now, before=_as_told(before), after=_as_told(details))
        publishing.publish(session, office_id, now)


def _lock(session: Session, office_id: int) -> None:
    session.execute(select(Office.id).where(Office.id == office_id).with_for_update(key_share=True))


def _check_slug(session: Session, office_id: int, slug: str, own: int | None) -> None:
    taken = session.scalar(select(Service.id).where(Service.office_id == office_id, Service.slug == slug))
    if taken not in (None, own):
        raise SlugTaken


def _store(session: Session, service: Service, details: ServiceDetails, now: datetime) -> None:
    _check_technicians(session, service.office_id, details.technicians)
    service.slug, service.names, service.descriptions = details.slug, details.names, details.descriptions
    service.slots, service.position = details.slots, details.position
    if not details.withdrawn:
        service.withdrawn_at = None
    elif service.withdrawn_at is None:
        service.withdrawn_at = now
    session.flush()
    session.execute(delete(technician_service).where(technician_service.c.service_id == service.id))
    if details.technicians:
        pairs = [{"technician_id": one, "service_id": service.id} for one in sorted(details.technicians)]
        session.execute(insert(technician_service), pairs)


def _check_technicians(session: Session, office_id: int, technicians: Collection[int]) -> None:
    ours = session.scalars(
        select(Technician.id).where(Technician.office_id == office_id, Technician.id.in_(technicians))
    ).all()
    if len(ours) != len(technicians):
        raise Impossible("other_office")


def _as_told(details: ServiceDetails) -> dict[str, object]:
    return {
        "slug": details.slug,
        "names": details.names,
        "descriptions": details.descriptions,
        "slots": details.slots,
        "position": details.position,
        "technicians": sorted(details.technicians),
        "withdrawn": details.withdrawn,
    }
