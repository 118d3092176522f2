"""Booking: the hour becomes an appointment, with everything that it promises, in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.claim_hour import Claim, claim_hour
from booking.errors import NotOffered, Refusal, TooManyAppointments
from booking.free_times import Search
from booking.hold import find_offer, release
from booking.models import Appointment, AppointmentLink, Municipality, Office, Person, Slot
from booking.promises import open_calendar, promise_letters, promise_meeting, record
from database import writing

_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"
"""Without those that are mistaken for one another when read out or written by hand."""

# Built once: putting a statement together costs as much as asking it.
_SERVES = (
    select(Office)
    .join(Municipality, Municipality.office_id == Office.id)
    .where(Office.id == bindparam("office"), Municipality.ine_code == bindparam("place"))
)
_MADE_BY = (
    select(Appointment.id, AppointmentLink.token)
    .join(AppointmentLink, AppointmentLink.appointment_id == Appointment.id)
    .where(Appointment.once_key == bindparam("key"), AppointmentLink.revoked_at.is_(None))
    .order_by(AppointmentLink.created_at.desc())
    .limit(1)
)
_TAKE = (
    update(Slot)
    .where(
        Slot.technician_id == bindparam("technician"),
        Slot.starts_at >= bindparam("first"),
        Slot.starts_at < bindparam("end"),
    )
    .values(appointment_id=bindparam("appointment"), held_by=None, held_since=None, held_until=None)
)
_KNOWN_BY = select(Appointment.id).where(Appointment.reference == bindparam("reference"))


@dataclass(frozen=True)
class Guest:
    """What a person gives with a booking, already checked in shape: phone in E.164, texts cleaned."""

    name: str
    email: str | None
    phone: str | None
    language: str
    matter: str = ""
    company: str = ""
    needs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Request:
    """A filled-in form: which hour of which service for which municipality, and the key that makes it count once."""

    slot_id: int
    service_id: int
    municipality_id: str
    once_key: str
    privacy_version: str


@dataclass(frozen=True)
class Booked:
    """The appointment and the token of its page."""

    appointment_id: int
    token: str
    again: bool = False
    """True when the same form had made it before."""


def book(request: Request, guest: Guest, holder: str, now: datetime) -> Booked:
    """Give the hour to the guest and promise them the meeting and the letters.

    The held slot is taken; when the hold has ended or was lost, any technician free at that hour. The same form sent
    twice gives the same appointment. Raises NotOffered, ServiceClosed, TooManyAppointments, or SlotTaken with the
    nearest free hours; then nothing is stored.
    """
    try:
        with writing() as session:
            earlier = made_by(session, request.once_key)
            if earlier is not None:
                return earlier
            search, starts_at = find_offer(session, request.slot_id, request.service_id, holder, now)
            office = session.scalar(_SERVES, {"office": search.terms.office_id, "place": request.municipality_id})
            if office is None:
                raise NotOffered
            if has_too_many(session, office, guest, now):
                raise TooManyAppointments
            claim = claim_hour(session, search, starts_at, now + timedelta(minutes=1))
            appointment = make(session, search, claim, request, guest)
            take_slots(session, claim, appointment)
            release(session, holder, now)
            token = promise_all(session, appointment, "consumer", now)
            return Booked(appointment.id, token)
    except (IntegrityError, Refusal):
        # Two copies of one form at the same moment: the other one has taken the hour, so its appointment is ours too.
        with writing() as session:
            earlier = made_by(session, request.once_key)
            if earlier is None:
                raise
            return earlier


def made_by(session: Session, once_key: str) -> Booked | None:
    """The appointment that the form with this key has made already."""
    row = session.connection().execute(_MADE_BY, {"key": once_key}).first()
    return Booked(row.id, row.token, again=True) if row else None


def has_too_many(session: Session, office: Office, guest: Guest, now: datetime) -> bool:
    """Whether the person, known by mail or telephone, has as many open appointments as the office allows."""
    open_appointments = session.scalar(
        select(func.count(Appointment.id))
        .join(Person, Person.id == Appointment.person_id)
        .where(Person.gave(guest.email, guest.phone), Appointment.cancelled_at.is_(None), Appointment.starts_at > now)
    )
    return (open_appointments or 0) >= office.max_open_appointments


def make(session: Session, search: Search, claim: Claim, request: Request, guest: Guest) -> Appointment:
    """The rows of person and appointment. The slots are still to be taken, and everything to be promised."""
    now = search.now
    person = Person(name=guest.name, email=guest.email, phone=guest.phone, language=guest.language, created_at=now)
    appointment = Appointment(
        person=person,
        reference=new_reference(session),
        once_key=request.once_key,
        office_id=search.terms.office_id,
        service_id=search.terms.service_id,
        municipality_id=request.municipality_id,
        technician_id=claim.technician_id,
        assigned_because=claim.because,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        revision=0,
        booked_at=now,
        chosen_at=now,
        matter=guest.matter,
        company=guest.company,
        needs=guest.needs,
        privacy_read_at=now,
        privacy_version=request.privacy_version,
    )
    session.add(appointment)
    session.flush()
    return appointment


def promise_all(session: Session, appointment: Appointment, actor: str, now: datetime) -> str:
    """What a new appointment brings with it: link, history, calendar object, meeting and letters. Gives the token."""
    token = new_link(session, appointment, now)
    record(session, appointment, "booked", actor, now, {"assigned_because": appointment.assigned_because})
    calendar = open_calendar(session, appointment, now)
    promise_letters(session, appointment, "confirmed", now, calendar=calendar)
    promise_meeting(session, appointment, now)
    return token


def take_slots(session: Session, claim: Claim, appointment: Appointment) -> None:
    """The claimed slots become the appointment's. They are ours in this transaction, so nobody can come between."""
    values = {"technician": claim.technician_id, "first": claim.starts_at, "end": claim.ends_at}
    session.connection().execute(_TAKE, values | {"appointment": appointment.id})


def free_slots(session: Session, appointment: Appointment) -> None:
    """The appointment's slots can be booked again at once."""
    session.execute(
        update(Slot)
        .where(Slot.appointment_id == appointment.id)
        .values(appointment_id=None, accepted=None)
        .execution_options(synchronize_session=False)
    )


def new_link(session: Session, appointment: Appointment, now: datetime) -> str:
    """A new secret address; the token has 128 random bits."""
    token = secrets.token_urlsafe(16)
    session.add(AppointmentLink(token=token, appointment_id=appointment.id, created_at=now))
    return token


def new_reference(session: Session) -> str:
    """A reference that no appointment has: six letters and digits that are not mistaken on the telephone."""
    while True:
        letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(6))
        reference = f"{letters[:3]}-{letters[3:]}"
        if session.connection().scalar(_KNOWN_BY, {"reference": reference}) is None:
            return reference
