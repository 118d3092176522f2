"""The statements of a technician's day, built once: to put them together costs more than to ask them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, select
from sqlalchemy.orm import lazyload

from booking.attend.unclosed import left_open
from booking.models import Appointment, Call, Meeting, Person, Slot
from database import UtcDateTime

MOST_ASKED = 20
"""Calls without an outcome that are asked for at once; the rest is asked when these are closed."""

_TECHNICIAN = bindparam("technician", type_=Integer)
_SINCE, _UNTIL = bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)


def calls_where(*conditions: ColumnElement[bool]) -> Select[Appointment, Call | None, str | None]:
    """Appointments with their present call and the newest way into their meeting."""
    join_url = (
        select(Meeting.join_url)
        .where(Meeting.appointment_id == Appointment.id, Meeting.wanted)
        .order_by(Meeting.id.desc())
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )
    at_present_hour = and_(Call.appointment_id == Appointment.id, Call.starts_at == Appointment.starts_at)
    return select(Appointment, Call, join_url).outerjoin(Call, at_present_hour).where(*conditions)


def _live_starts(*conditions: ColumnElement[bool]) -> Select[datetime]:
    mine = Appointment.technician_id == _TECHNICIAN
    return select(Appointment.starts_at).where(mine, Appointment.cancelled_at.is_(None), *conditions)


def _not_closed() -> Select[*tuple[Any, ...]]:
    return (
        select(Appointment.reference, Appointment.starts_at, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.technician_id == _TECHNICIAN, *left_open(_SINCE, _UNTIL))
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST_ASKED)
    )


CALLS = (
    calls_where(
        Appointment.technician_id == _TECHNICIAN, Appointment.starts_at >= _SINCE, Appointment.starts_at < _UNTIL
    )
    .order_by(Appointment.starts_at, Appointment.id)
    # No line of the day tells of these two, and an office is many columns.
    .options(lazyload(Appointment.office), lazyload(Appointment.technician))
)
"""The calls between two instants in order, the cancelled ones too."""

SLOTS = (
    select(Slot.starts_at, Slot.ends_at, Slot.appointment_id, Slot.blocked)
    .where(Slot.technician_id == _TECHNICIAN, Slot.starts_at >= _SINCE, Slot.starts_at < _UNTIL)
    .order_by(Slot.starts_at)
)

STARTS = _live_starts(Appointment.starts_at >= _SINCE, Appointment.starts_at < _UNTIL)
"""When the calls between two instants begin."""

NEXT_START = _live_starts(Appointment.starts_at >= _SINCE).order_by(Appointment.starts_at).limit(1)

NOT_CLOSED = _not_closed()
"""Reference, start and the person's name: what the agenda asks for."""
