"""The calls that a technician's calendar feed shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from booking.models import Appointment, AppointmentEvent, CalendarFeed, Technician

BACK = timedelta(days=30)
"""How far back the feed goes."""

CHANGES = ("booked", "moved", "moved_by_office", "reassigned")
"""Events after which an entry is another."""


@dataclass(frozen=True)
class Feed:
    """Whose it is, and whether it still works."""

    technician: Technician
    in_force: bool


def feed_of(session: Session, token: str) -> Feed | None:
    """The feed at a secret address; None for one that never was. One of somebody who has left works no more."""
    row = session.execute(
        select(CalendarFeed, Technician)
        .join(Technician, Technician.id == CalendarFeed.technician_id)
        .where(CalendarFeed.token == token)
    ).first()
    if row is None:
        return None
    feed, technician = row
    return Feed(technician, feed.revoked_at is None and technician.left_at is None)


def calls_in_feed(session: Session, technician_id: int, now: datetime) -> Sequence[Row[Appointment, datetime]]:
    """Each live appointment of the technician and when it last changed, in order."""
    changed = (
        select(func.max(AppointmentEvent.happened_at))
        .where(AppointmentEvent.appointment_id == Appointment.id, AppointmentEvent.kind.in_(CHANGES))
        .correlate(Appointment)
        .scalar_subquery()
    )
    return session.execute(
        select(Appointment, func.coalesce(changed, Appointment.chosen_at))
        .where(
            Appointment.technician_id == technician_id,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > now - BACK,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    ).all()
