"""Opening a case that comes from no call: the mailbox, the mobile unit, a council, a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.models import Municipality, Person, Technician
from cases.errors import CaseRefusal, Unreachable
from cases.models import Case, Sector
from cases.open_case import IdentifierTaken, NewCase, open_in
from database import writing


class NotServed(CaseRefusal):
    """The office does not serve the person's municipality. Who knows may open the case all the same."""


class NotYet(CaseRefusal):
    """The day on which the person is said to have asked has not come."""


class NotOffered(CaseRefusal):
    """A technician, a sector or a municipality that the office does not have."""


@dataclass(frozen=True)
class Told:
    """Who asks, as they or their council say it. Phone in E.164; one of mail, phone and address is there."""

    name: str
    email: str | None
    phone: str | None
    address: str
    language: str


@dataclass(frozen=True)
class Petition:
    """A filled-in form; `once_key` makes it count once. Codes are those of cases.models."""

    office_id: int
    once_key: str
    channel: str
    procedure: str
    municipality_id: str
    requested_on: date
    """Local day of the office."""
    assignee_id: int | None = None
    sector_code: str | None = None
    company_as_told: str = ""
    facts: str = ""
    request: str = ""
    registry_entry: str | None = None
    external_id: str | None = None
    not_served_known: bool = False
    """Whoever opens it knows that the municipality has an office of its own, or another one."""


@dataclass(frozen=True)
class Opened:
    """The case's reference. `again`: the same form had opened it before."""

    reference: str
    again: bool = False


def open_by_hand(petition: Petition, told: Told, member_id: int, now: datetime, zone: ZoneInfo) -> Opened:
    """Open the case; the same form sent twice opens one.

    Raises NotServed, NotYet, NotOffered, Unreachable, IdentifierTaken; then nothing is stored.
    """
    try:
        with writing() as session:
            return opened_by(session, petition.once_key) or _open(session, petition, told, member_id, now, zone)
    except (IntegrityError, IdentifierTaken):
        # Two copies of one form at the same moment, or two cases with one number: what the other one did stands now.
        with writing() as session:
            return opened_by(session, petition.once_key) or _open(session, petition, told, member_id, now, zone)


def opened_by(session: Session, once_key: str) -> Opened | None:
    """The case that the form with this key has opened already."""
    reference = session.scalar(select(Case.reference).where(Case.once_key == once_key))
    return Opened(reference, again=True) if reference else None


def _open(session: Session, petition: Petition, told: Told, member_id: int, now: datetime, zone: ZoneInfo) -> Opened:
    _check(session, petition, told, now.astimezone(zone).date())
    person = Person(
        name=told.name,
        email=told.email,
        phone=told.phone,
        address=told.address,
        language=told.language,
        created_at=now,
    )
    session.add(person)
    session.flush()
    new = NewCase(
        office_id=petition.office_id,
        person_id=person.id,
        municipality_id=petition.municipality_id,
        channel=petition.channel,
        language=told.language,
        requested_at=min(now, datetime.combine(petition.requested_on, time(), zone)),
        procedure=petition.procedure,
        assignee_id=petition.assignee_id,
        sector_code=petition.sector_code,
        company_as_told=petition.company_as_told,
        facts=petition.facts,
        request=petition.request,
        registry_entry=petition.registry_entry,
        external_id=petition.external_id,
        once_key=petition.once_key,
    )
    return Opened(open_in(session, new, member_id, now, zone).reference)


def _check(session: Session, petition: Petition, told: Told, today: date) -> None:
    if petition.requested_on > today:
        raise NotYet
    if not (told.email or told.phone or told.address):
        raise Unreachable
    municipality = session.get(Municipality, petition.municipality_id)
    if municipality is None or not _has(session, petition):
        raise NotOffered
    if municipality.office_id != petition.office_id and not petition.not_served_known:
        raise NotServed


def _has(session: Session, petition: Petition) -> bool:
    """Whether technician and sector, where there is one, are the office's."""
    sector = session.get(Sector, petition.sector_code) if petition.sector_code else None
    technician = session.get(Technician, petition.assignee_id) if petition.assignee_id else None
    return (petition.sector_code is None or (sector is not None and sector.withdrawn_at is None)) and (
        petition.assignee_id is None
        or (technician is not None and technician.office_id == petition.office_id and technician.left_at is None)
    )
