"""Letters that need not go any more, because somebody has rung the person up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from booking.coordinate.actor import Actor
from booking.models import Message
from booking.promises import record
from booking.reschedule import lock
from database import writing
from staff.audit import note


def told_by_telephone(appointment_id: int, actor: Actor, now: datetime) -> None:
    """Note that the person knows how things stand. Letters to them that were refused are let go; others still go."""
    with writing() as session:
        appointment = lock(session, appointment_id)
        refused = session.scalars(
            select(Message).where(
                Message.appointment_id == appointment_id,
                Message.recipient == "consumer",
                Message.given_up_at.is_not(None),
                Message.sent_at.is_(None),
                Message.superseded_at.is_(None),
            )
        ).all()
        if not refused:
            return
        for message in refused:
            message.superseded_at = now
        record(session, appointment, "told_by_telephone", actor.code, now)
        note(
            session, actor.staff_id, "told_by_telephone", appointment, now,
            after={"letters": [one.id for one in refused]},
        )  # fmt: skip
