"""When a technician works: the weekly hours, the absences to come, and what Outlook blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from booking.models import Absence, BusyTime, Technician, WorkingHours

AHEAD = timedelta(days=14)
"""How far ahead Outlook's busy time is shown."""


@dataclass(frozen=True)
class OwnHours:
    """A technician's time, as published."""

    technician: Technician
    weekly: Sequence[WorkingHours]
    absences: Sequence[Absence]
    busy: Sequence[BusyTime]


def read_own_hours(session: Session, technician_id: int, today: date, now: datetime) -> OwnHours:
    """Weekly hours in force or to come, absences that are not over, busy time of two weeks."""
    weekly = session.scalars(
        select(WorkingHours)
        .where(
            WorkingHours.technician_id == technician_id,
            or_(WorkingHours.valid_until.is_(None), WorkingHours.valid_until >= today),
        )
        .order_by(WorkingHours.weekday, WorkingHours.starts, WorkingHours.valid_from)
    )
    absences = session.scalars(
        select(Absence).where(Absence.technician_id == technician_id, Absence.ends_at > now).order_by(Absence.starts_at)
    )
    busy = session.scalars(
        select(BusyTime)
        .where(BusyTime.technician_id == technician_id, BusyTime.ends_at > now, BusyTime.starts_at < now + AHEAD)
        .order_by(BusyTime.starts_at)
    )
    technician = session.get_one(Technician, technician_id)
    return OwnHours(technician, weekly.all(), absences.all(), busy.all())
