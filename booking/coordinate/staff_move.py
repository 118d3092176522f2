"""Moving and reassigning by a coordinator: any technician of the office, any hour, with a reason where a rule says no.

The consumer's link, the UID of their calendar entry and the reference stay. The old technician's meeting is withdrawn
and the new one's asked for in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from booking.book import free_slots
from booking.coordinate.actor import Actor
from booking.coordinate.errors import HourTaken, Impossible, ReasonWanted, StaleRevision
from booking.coordinate.rules import Claimant, Place, Rule, accepted_blocks, check_place
from booking.coordinate.telling import change_of, is_silent, tell
from booking.errors import NotLive
from booking.models import SLOT, Appointment, AppointmentEvent, Slot, Technician
from booking.promises import adjust_meetings, record
from booking.reschedule import lock
from booking.timetable import HOURS
from database import writing
from staff.audit import note


@dataclass(frozen=True)
class Order:
    """What a coordinator wants: where to, having seen which revision, and how.

    `reason` is wanted where rules are broken or the person is not told (`silent`); it goes to the audit.
    """

    place: Place
    seen_revision: int
    actor: Actor
    reason: str = ""
    silent: bool = False


def staff_move(appointment_id: int, order: Order, now: datetime, zone: ZoneInfo) -> None:
    """Give the appointment to the technician and hour of the order. The old hour is kept until the new one is taken.

    `zone` is the office's. Raises StaleRevision when somebody was faster, NotLive, Impossible, HourTaken, HourHeld or
    ReasonWanted; then everything stands as it was.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        check_unchanged(session, appointment, order.seen_revision)
        if not appointment.is_live(now):
            raise NotLive
        technician = lock_presence(session, order.place.technician_id)
        claimant = Claimant.of(appointment, now)
        rules = check_place(session, claimant, order.place)
        change = change_of(session, appointment, technician, order.place.starts_at, order.silent)
        if (rules or is_silent(change)) and not order.reason:
            raise ReasonWanted(rules)
        free_slots(session, appointment)
        take_place(session, claimant, order.place, rules, appointment.id, zone)
        before = whereabouts(appointment)
        _write_down(session, appointment, order, rules, is_silent(change), now)
        action = "appointment_moved" if change.hour_changes else "appointment_reassigned"
        note(
            session,
            order.actor.staff_id,
            action,
            appointment,
            now,
            before=before,
            after=whereabouts(appointment) | {"rules": list(rules), "silent": is_silent(change)},
            reason=order.reason or None,
        )
        adjust_meetings(session, appointment, now)
        tell(session, appointment, change, now)


def check_unchanged(session: Session, appointment: Appointment, seen_revision: int) -> None:
    """Raises StaleRevision, with what somebody else did, unless the appointment is as it was shown."""
    if appointment.revision == seen_revision:
        return
    last = session.execute(
        select(AppointmentEvent.kind, AppointmentEvent.actor, AppointmentEvent.happened_at)
        .where(AppointmentEvent.appointment_id == appointment.id, AppointmentEvent.revision == appointment.revision)
        .order_by(AppointmentEvent.id)
        .limit(1)
    ).one()
    raise StaleRevision(*last)


def lock_presence(session: Session, technician_id: int) -> Technician:
    """The technician, who cannot be put down as absent before this transaction has ended. Raises Impossible."""
    query = select(Technician).where(Technician.id == technician_id).with_for_update(read=True)
    technician = session.scalars(query).first()
    if technician is None:
        raise Impossible("other_office")
    return technician


def take_place(
    session: Session, claimant: Claimant, place: Place, rules: list[Rule], appointment_id: int, zone: ZoneInfo
) -> None:
    """Write the appointment into the slots of the place; outside the weekly hours they are made for it.

    The WHERE is the promise: raises HourTaken when anything has changed since the rules were looked at.
    """
    starts = place.starts(claimant.slots)
    if Rule.HOURS in rules:
        _add_slots(session, claimant, place.technician_id, starts, zone)
    result = session.execute(
        update(Slot)
        .where(
            Slot.technician_id == place.technician_id,
            Slot.starts_at.in_(starts),
            Slot.appointment_id.is_(None),
            or_(Slot.blocked.is_(None), Slot.blocked.in_(accepted_blocks(rules))),
            or_(Slot.held_until.is_(None), Slot.held_until <= claimant.now),
        )
        .values(appointment_id=appointment_id, accepted=Slot.blocked, held_by=None, held_since=None, held_until=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    if result.rowcount != len(starts):
        raise HourTaken


def _add_slots(
    session: Session, claimant: Claimant, technician_id: int, starts: list[datetime], zone: ZoneInfo
) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(Slot).on_conflict_do_nothing(),
        [
            {
                "office_id": claimant.office.id,
                "technician_id": technician_id,
                "starts_at": start,
                "ends_at": start + SLOT,
                "local_date": start.astimezone(zone).date(),
                "blocked": HOURS,
            }
            for start in starts
        ],
    )


def whereabouts(appointment: Appointment) -> dict[str, object]:
    """Hour and technician, as the audit holds them."""
    return {"technician": appointment.technician_id, "starts_at": appointment.starts_at.isoformat()}


def _write_down(
    session: Session, appointment: Appointment, order: Order, rules: list[Rule], silent: bool, now: datetime
) -> None:
    """The new state and its line of history."""
    place = order.place
    hour_changes = appointment.starts_at != place.starts_at
    details = {"from": appointment.starts_at.isoformat(), "from_technician": str(appointment.technician_id)}
    if rules:
        details["rules"] = " ".join(rules)
    if silent:
        details["silent"] = "yes"
    if hour_changes:
        length = appointment.ends_at - appointment.starts_at
        appointment.previous_starts_at = appointment.starts_at
        appointment.starts_at, appointment.ends_at = place.starts_at, place.starts_at + length
        appointment.chosen_at = now
    appointment.technician_id, appointment.assigned_because = place.technician_id, "coordinator"
    appointment.asked_to_choose_at = None
    appointment.revision += 1
    record(session, appointment, "moved_by_office" if hour_changes else "reassigned", order.actor.code, now, details)
