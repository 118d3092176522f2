"""The morning after: calls that nobody closed, and that Teams says took place, are closed and lead to their cases."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from structlog import get_logger

from booking.attend.close_call import Ending
from booking.attend.day import bounds
from booking.attend.errors import AlreadyClosed
from booking.attend.unclosed import not_closed
from booking.errors import NotLive
from booking.models import Appointment, Attendance, Meeting
from cases.end_call import NotJoinable, end_call
from cases.same_person import related_cases, usual
from database import db

log = get_logger(__name__)

MORNING: Final = time(8)
"""On the office's clock. Until then the technician may say it."""

AT_ONCE: Final = 200
"""Calls closed by one run; the next run takes the next ones."""


def close_attended(now: datetime, zone: ZoneInfo) -> int:
    """Close calls of earlier days whose attendance report says that technician and guest were both there; how many.

    Each is a transaction of its own. A call joins the open case of the same person, if there is exactly one. Calls
    without such a report stay as they are, to be asked for.
    """
    local = now.astimezone(zone)
    if local.time() < MORNING:
        return 0
    midnight = bounds(local.date(), zone)[0]
    due = db.session.scalars(_attended(now, midnight)).all()
    return sum(_close(appointment_id, now, zone) for appointment_id in due)


def _attended(now: datetime, midnight: datetime) -> Select[int]:
    """Ids of the calls that ended by midnight, oldest first: of each the newest meeting counts, as on its page."""
    newest = (
        select(func.max(Meeting.id))
        .where(Meeting.appointment_id == Appointment.id, Meeting.wanted)
        .correlate(Appointment)
        .scalar_subquery()
    )
    return (
        not_closed(now, midnight)
        .with_only_columns(Appointment.id)
        .join(Attendance, Attendance.meeting_id == newest)
        .where(Attendance.technician_seconds > 0, Attendance.guest_seconds > 0)
        .limit(AT_ONCE)
    )


def _close(appointment_id: int, now: datetime, zone: ZoneInfo) -> bool:
    db.session.rollback()
    theirs = usual(related_cases(db.session(), db.session.get_one(Appointment, appointment_id)))
    ending = Ending("attended", "join_case" if theirs else "open_case")
    try:
        end_call(appointment_id, ending, None, now, zone, theirs.reference if theirs else None)
    except (AlreadyClosed, NotLive, NotJoinable):
        log.info("call not closed", appointment_id=appointment_id)  # somebody acted meanwhile; or the next run sees it
        return False
    return True
