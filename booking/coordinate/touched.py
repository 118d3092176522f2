"""Calls that an absence or a closure leaves without a technician."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.coordinate.propose import FreeHours, Proposal, propose
from booking.models import Appointment, Office


def calls_touched(
    session: Session,
    office_id: int,
    technicians: Collection[int] | None,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> list[Appointment]:
    """Live appointments of these technicians (None: all of the office) of which any moment lies between the two."""
    return list(
        session.scalars(
            select(Appointment)
            .where(
                Appointment.office_id == office_id,
                Appointment.cancelled_at.is_(None),
                Appointment.ends_at > max(starts_at, now),
                Appointment.starts_at < ends_at,
                *([Appointment.technician_id.in_(technicians)] if technicians is not None else []),
            )
            .order_by(Appointment.starts_at, Appointment.id)
        )
    )


def proposals_for(
    session: Session,
    office: Office,
    technicians: Collection[int] | None,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> list[Proposal]:
    """What could become of each call touched, whether or not the absence is on file already."""
    touched = calls_touched(session, office.id, technicians, starts_at, ends_at, now)
    if not touched:
        return []
    free = FreeHours(session, office, [one.starts_at for one in touched], now)
    free.leave_out(technicians, starts_at, ends_at)
    return propose(touched, free)
