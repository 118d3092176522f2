"""Where an appointment may go: what is impossible, and which rules a place breaks that need a reason.

One function for the page, which shows the rules before the press, and for the verb, which asks again inside its
transaction. Neither can then say something that the other does not hold to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.coordinate.errors import HourHeld, HourTaken, Impossible
from booking.models import (
    SLOT,
    Absence,
    Appointment,
    Office,
    Service,
    Slot,
    Technician,
    technician_service,
)
from booking.timetable import ABSENCE

FARTHEST = timedelta(days=366)
"""Nothing is put into the calendar further ahead: it would be a slip of the year."""

LEAST_LEFT = timedelta(minutes=10)
"""An hour that has begun can still be given to somebody who stands at the desk, while this much of it is left."""


class Rule(StrEnum):
    """What a coordinator may set aside, with a reason. Those of a slot have the words of `Slot.blocked`."""

    NOTICE = "notice"
    HORIZON = "horizon"
    CUT_OFF = "cut_off"
    MOVES = "moves"
    CEILING = "ceiling"
    OTHER_SERVICE = "other_service"
    HOURS = "hours"
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    OUTLOOK = "outlook"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Place:
    """One technician and one start."""

    technician_id: int
    starts_at: datetime

    def starts(self, slots: int) -> list[datetime]:
        """Starts of so many slots from here on."""
        return [self.starts_at + number * SLOT for number in range(slots)]


@dataclass(frozen=True)
class Claimant:
    """Who wants the place: a service of an office, and the appointment that would move there, if there is one."""

    office: Office
    service: Service
    now: datetime
    appointment: Appointment | None = None

    @property
    def slots(self) -> int:
        """How many are needed. An appointment keeps its length although the service may be another one by now."""
        one = self.appointment
        return self.service.slots if one is None else (one.ends_at - one.starts_at) // SLOT

    @classmethod
    def of(cls, appointment: Appointment, now: datetime) -> Claimant:
        return cls(appointment.office, appointment.service, now, appointment)


def check_place(session: Session, claimant: Claimant, place: Place) -> list[Rule]:
    """The rules that the place breaks, in the order of `Rule`.

    Raises Impossible, or HourTaken or HourHeld when somebody else has it. Reads only: whoever takes the place asks
    the slots once more in the UPDATE that takes them.
    """
    _check_start(claimant, place)
    technician = session.get(Technician, place.technician_id)
    if technician is None or technician.office_id != claimant.office.id:
        raise Impossible("other_office")
    if technician.left_at is not None:
        raise Impossible("left")
    _check_gives(session, claimant.service, place)
    _check_present(session, claimant, place)
    broken = _rules_of_time(claimant, place) | _rules_of_slots(session, claimant, place)
    return [rule for rule in Rule if rule in broken]


def _check_start(claimant: Claimant, place: Place) -> None:
    one, now = claimant.appointment, claimant.now
    if one is not None and (one.technician_id, one.starts_at) == (place.technician_id, place.starts_at):
        raise Impossible("same_place")
    if place.starts_at.minute % 30 or place.starts_at.second or place.starts_at.microsecond:
        raise Impossible("off_grid")
    stays = one is not None and one.starts_at == place.starts_at
    if place.starts_at + SLOT - now < LEAST_LEFT and not stays:
        raise Impossible("past")
    if place.starts_at - now > FARTHEST:
        raise Impossible("too_far")


def _check_gives(session: Session, service: Service, place: Place) -> None:
    gives = session.scalar(
        select(technician_service.c.service_id).where(
            technician_service.c.technician_id == place.technician_id, technician_service.c.service_id == service.id
        )
    )
    if gives is None:
        raise Impossible("not_given")


def _check_present(session: Session, claimant: Claimant, place: Place) -> None:
    away = session.scalar(
        select(Absence.id)
        .where(
            Absence.technician_id == place.technician_id,
            Absence.starts_at < place.starts_at + claimant.slots * SLOT,
            Absence.ends_at > place.starts_at,
        )
        .limit(1)
    )
    if away is not None:
        raise Impossible("absent")


def _rules_of_time(claimant: Claimant, place: Place) -> set[Rule]:
    """Notice and horizon of the new hour; for a move also the time and the number of moves that consumers have."""
    one, office, now = claimant.appointment, claimant.office, claimant.now
    if one is not None and one.starts_at == place.starts_at:
        return set()
    broken = set()
    if place.starts_at < office.earliest_start(now):
        broken.add(Rule.NOTICE)
    if place.starts_at > office.latest_start(now):
        broken.add(Rule.HORIZON)
    if one is not None and one.asked_to_choose_at is None:
        if now > one.move_deadline():
            broken.add(Rule.CUT_OFF)
        if one.moves >= office.max_moves:
            broken.add(Rule.MOVES)
    return broken


def _rules_of_slots(session: Session, claimant: Claimant, place: Place) -> set[Rule]:
    own = claimant.appointment.id if claimant.appointment is not None else None
    starts = place.starts(claimant.slots)
    slots = session.execute(
        select(Slot.blocked, Slot.service_id, Slot.appointment_id, Slot.held_until).where(
            Slot.technician_id == place.technician_id, Slot.starts_at.in_(starts)
        )
    ).all()
    broken = set() if len(slots) == len(starts) else {Rule.HOURS}
    for slot in slots:
        if slot.appointment_id not in (None, own):
            raise HourTaken
        if slot.appointment_id is None and slot.held_until is not None and slot.held_until > claimant.now:
            raise HourHeld(slot.held_until)
        if slot.blocked == ABSENCE:
            raise Impossible("absent")
        if slot.blocked is not None:
            broken.add(Rule(slot.blocked))
        if slot.service_id not in (None, claimant.service.id):
            broken.add(Rule.OTHER_SERVICE)
    return broken


def accepted_blocks(rules: Collection[Rule]) -> list[str]:
    """Values of `Slot.blocked` in which a slot may be taken knowingly."""
    return [rule.value for rule in rules]
