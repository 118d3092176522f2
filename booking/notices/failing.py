"""Calendars of whose changes Microsoft shall tell us and does not, and asking it once more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select

from booking.coordinate.actor import Actor
from booking.models import CalendarSubscription, Office, Technician
from booking.notices.receive import enqueue_subscription
from database import writing
from staff.audit import note
from teams import Advice

PATIENCE = timedelta(hours=1)
"""Of something that nobody even tries."""

OF_ITSELF = (Advice.THROTTLED, Advice.UNAVAILABLE)
"""What mends itself is tried again within minutes."""

SEVERAL = 10
"""Tries in vain of what mends itself before a person hears of it: about an hour at the usual pace."""


def failing(now: datetime) -> Select[Technician, CalendarSubscription]:
    """Technicians who attend, and what is wrong with their subscription. An office is asked for by `where`."""
    refused = and_(
        CalendarSubscription.problem.is_not(None),
        or_(CalendarSubscription.problem.not_in(OF_ITSELF), CalendarSubscription.attempts >= SEVERAL),
    )
    return (
        select(Technician, CalendarSubscription)
        .join(CalendarSubscription, CalendarSubscription.technician_id == Technician.id)
        .where(Technician.left_at.is_(None), or_(refused, CalendarSubscription.next_attempt_at <= now - PATIENCE))
        .order_by(Technician.id)
    )


def subscribe_again(office_id: int, actor: Actor, now: datetime) -> int:
    """Try those of an office at once, after whatever was in the way has been mended. Gives how many."""
    with writing() as session:
        found = session.execute(failing(now).where(Technician.office_id == office_id)).all()
        for technician, subscription in found:
            subscription.next_attempt_at = now
            enqueue_subscription(session, technician.id, f"again-{now.timestamp():.0f}")
        if found:
            again = {"technicians": [technician.id for technician, _ in found]}
            note(session, actor.staff_id, "subscriptions_retried", session.get_one(Office, office_id), now, after=again)
        return len(found)
