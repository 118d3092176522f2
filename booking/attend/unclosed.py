"""Calls that are over and that nobody has closed: their technician is asked, and the coordinator sees them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Select, exists, select

from booking.models import Appointment, Call

Moment = datetime | BindParameter[datetime]
"""An instant, or the place of one in a statement that is built once."""

ASKED_FOR = timedelta(days=30)
"""After so long nobody remembers."""

REST_OF_THE_DAY = timedelta(hours=10)
"""A call is left in peace this long after its end, which is to the next morning for all but the first ones."""


def calls_not_closed(office_id: int, now: datetime) -> Select[Appointment]:
    """Those of an office that are to be asked for at this moment, oldest first."""
    return not_closed(now, now - REST_OF_THE_DAY).where(Appointment.office_id == office_id)


def not_closed(now: datetime, ended_by: datetime) -> Select[Appointment]:
    """Calls that ended by that time and, at their present hour, have no outcome, oldest first."""
    return (
        select(Appointment).where(*left_open(now - ASKED_FOR, ended_by)).order_by(Appointment.starts_at, Appointment.id)
    )


def left_open(since: Moment, ended_by: Moment) -> tuple[ColumnElement[bool], ...]:
    """What holds of calls that began after one instant, ended by another, and have no outcome at their present hour."""
    closed = exists().where(
        Call.appointment_id == Appointment.id,
        Call.starts_at == Appointment.starts_at,
        Call.closed_at.is_not(None),
    )
    return (
        Appointment.cancelled_at.is_(None),
        Appointment.starts_at > since,
        Appointment.starts_at < ended_by,
        Appointment.ends_at <= ended_by,
        ~closed,
    )
