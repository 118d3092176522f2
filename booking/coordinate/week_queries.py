"""The statements of the week, built once: building and naming them costs as much as asking them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, bindparam, case, cast, func, or_, select

from booking.models import (
    CATALONIA,
    Absence,
    Appointment,
    Call,
    Closure,
    Holiday,
    Meeting,
    Municipality,
    Service,
    Slot,
    Technician,
)
from booking.timetable import NOBODY_ATTENDS
from database import UtcDateTime

_FIRST, _LAST = bindparam("first", type_=UtcDateTime), bindparam("last", type_=UtcDateTime)
_NOW = bindparam("now", type_=UtcDateTime)
_OFFICE = bindparam("office", type_=Integer)
_TECHNICIANS = bindparam("technicians", type_=Integer, expanding=True)
_MONDAY, _SUNDAY = bindparam("monday", type_=Date), bindparam("sunday", type_=Date)


def _calls() -> Select[*tuple[Any, ...]]:
    """A row for each call of the week, with what needs a hand and how it ended judged by the database.

    All technicians: by their index SQLite would read every call that they ever had, to find those of one week. What is
    orphaned is asked for all of them at once, from an index that holds nothing else: joined to the slots of each call,
    PostgreSQL took to reading all slots that there ever were. For the same reason outcomes are looked up one by one.
    """
    has_link = (
        select(Meeting.id)
        .where(Meeting.appointment_id == Appointment.id, Meeting.wanted, Meeting.join_url.is_not(None))
        .exists()
    )
    orphaned = select(Slot.appointment_id).where(
        Slot.appointment_id.is_not(None),
        Slot.blocked.is_not(None),
        Slot.starts_at >= _FIRST,
        Slot.blocked.in_(sorted(NOBODY_ATTENDS)),
        Slot.blocked.is_distinct_from(Slot.accepted),
    )
    outcome = (
        select(Call.outcome)
        .where(Call.appointment_id == Appointment.id, Call.starts_at == Appointment.starts_at)
        .scalar_subquery()
    )
    problem = case(
        (Appointment.ends_at <= _NOW, None),
        (Appointment.asked_to_choose_at.is_not(None), "asked"),
        (Appointment.id.in_(orphaned), "orphaned"),
        (cast(Appointment.needs, String).contains("telephone_instead"), None),
        (~has_link, "no_link"),
    )
    state = case(
        (Appointment.starts_at > _NOW, None),  # most calls of a week, and nothing to look up
        else_=func.coalesce(outcome, case((Appointment.ends_at <= _NOW, "to_close"))),
    )
    return (
        select(
            Appointment.technician_id,
            Appointment.starts_at,
            Appointment.reference,
            Municipality.name,
            Appointment.service_id,
            problem,
            state,
        )
        .join(Municipality, Municipality.ine_code == Appointment.municipality_id)
        .where(
            Appointment.office_id == _OFFICE,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at >= _FIRST,
            Appointment.starts_at < _LAST,
        )
        .order_by(Appointment.starts_at, Appointment.technician_id)
    )


def _free() -> list[ColumnElement[bool]]:
    """Hours to come that nobody has, in the words of the index of free slots."""
    return [
        Slot.office_id == _OFFICE,
        Slot.starts_at >= _FIRST,
        Slot.starts_at < _LAST,
        Slot.starts_at > _NOW,
        Slot.technician_id.in_(_TECHNICIANS),
        Slot.appointment_id.is_(None),
        Slot.blocked.is_(None),
    ]


_HELD = func.sum(case((Slot.held_until > _NOW, 1), else_=0))

CALLS = _calls()

FREE_BY_CELL = (
    select(Slot.technician_id, Slot.local_date, func.count(), _HELD)
    .where(*_free())
    .group_by(Slot.technician_id, Slot.local_date)
)
"""Technician, day, free slots with those that somebody holds, and how many of these are held."""

FREE_BY_HOUR = select(Slot.starts_at, func.count() - _HELD).where(*_free()).group_by(Slot.starts_at)

FREE_HOURS = (
    select(Slot.technician_id, Slot.local_date, Slot.starts_at)
    .where(*_free(), or_(Slot.held_until.is_(None), Slot.held_until <= _NOW))
    .order_by(Slot.technician_id, Slot.starts_at)
)

TECHNICIANS = (
    select(Technician.id, Technician.name, Technician.left_at)
    .where(Technician.office_id == _OFFICE)
    .order_by(Technician.name, Technician.id)
)

ABSENCES = select(Absence.technician_id, Absence.starts_at, Absence.ends_at).where(
    Absence.technician_id.in_(_TECHNICIANS), Absence.starts_at < _LAST, Absence.ends_at > _FIRST
)

CLOSURES = select(Closure.first_day, Closure.last_day, Closure.reason).where(
    Closure.office_id == _OFFICE, Closure.first_day <= _SUNDAY, Closure.last_day >= _MONDAY
)

HOLIDAYS = select(Holiday.day, Holiday.names).where(
    or_(Holiday.place == CATALONIA, Holiday.place == bindparam("seat", type_=String)),
    Holiday.day.between(_MONDAY, _SUNDAY),
)

SERVICES = select(Service.id, Service.names).where(Service.office_id == _OFFICE).order_by(Service.position, Service.id)
