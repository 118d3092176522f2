"""Booking for somebody on the telephone, or who stands at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.book import Booked, Guest, Request, has_too_many, made_by, make, promise_all
from booking.claim_hour import Claim
from booking.coordinate.actor import Actor
from booking.coordinate.errors import ReasonWanted
from booking.coordinate.rules import Claimant, Place, Rule, check_place
from booking.coordinate.staff_move import lock_presence, take_place
from booking.errors import NotOffered
from booking.free_times import Search
from booking.models import SLOT, Municipality, Office, Service
from booking.terms import Terms
from database import writing
from staff.audit import note


@dataclass(frozen=True)
class StaffRequest:
    """Which hour of which technician, for which service and municipality; `once_key` makes the form count once.

    `reason` is wanted where a rule is broken. `privacy_version` is the wording that was read out to the person.
    """

    office_id: int
    service_id: int
    municipality_id: str
    place: Place
    once_key: str
    privacy_version: str
    reason: str = ""


def book_for_person(request: StaffRequest, guest: Guest, actor: Actor, now: datetime, zone: ZoneInfo) -> Booked:
    """Make the appointment in the person's name. An hour that has just begun can be given to somebody at the desk.

    Also while the office takes no bookings on the web. The same form sent twice gives the same appointment. Raises
    NotOffered for a service or a municipality that is not the office's, Impossible, HourTaken, HourHeld, ReasonWanted.
    """
    try:
        with writing() as session:
            return made_by(session, request.once_key) or _book(session, request, guest, actor, now, zone)
    except IntegrityError:
        # Two copies of one form at the same moment: the other one has committed, so its appointment is ours too.
        with writing() as session:
            earlier = made_by(session, request.once_key)
            if earlier is None:
                raise
            return earlier


def rules_of_booking(session: Session, claimant: Claimant, place: Place, guest: Guest) -> list[Rule]:
    """The rules that the booking breaks. Of somebody not known yet, those of the hour alone.

    Raises Impossible, HourTaken or HourHeld.
    """
    broken = set(check_place(session, claimant, place))
    if (guest.email or guest.phone) and has_too_many(session, claimant.office, guest, claimant.now):
        broken.add(Rule.CEILING)
    return [rule for rule in Rule if rule in broken]


def _book(session: Session, request: StaffRequest, guest: Guest, actor: Actor, now: datetime, zone: ZoneInfo) -> Booked:
    office = session.get_one(Office, request.office_id)
    service = session.get(Service, request.service_id)
    municipality = session.get(Municipality, request.municipality_id)
    if service is None or service.office_id != office.id or service.withdrawn_at is not None:
        raise NotOffered
    if municipality is None or municipality.office_id != office.id:
        raise NotOffered
    lock_presence(session, request.place.technician_id)
    claimant, place = Claimant(office, service, now), request.place
    rules = rules_of_booking(session, claimant, place, guest)
    if rules and not request.reason:
        raise ReasonWanted(rules)
    claim = Claim(0, place.technician_id, place.starts_at, place.starts_at + claimant.slots * SLOT, "coordinator")
    appointment = make(session, Search(Terms.of(office, service), now), claim, _as_form(request), guest)
    take_place(session, claimant, place, rules, appointment.id, zone)
    token = promise_all(session, appointment, actor.code, now)
    after = {"technician": place.technician_id, "starts_at": place.starts_at.isoformat(), "rules": list(rules)}
    note(session, actor.staff_id, "appointment_booked", appointment, now, after=after, reason=request.reason or None)
    return Booked(appointment.id, token)


def _as_form(request: StaffRequest) -> Request:
    """As if the person had filled in the form; the slot is not looked for by its number."""
    return Request(
        slot_id=0,
        service_id=request.service_id,
        municipality_id=request.municipality_id,
        once_key=request.once_key,
        privacy_version=request.privacy_version,
    )
