"""Reminders: when they are due, for whom, and until when they are still worth sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Message
from booking.promises import enqueue_letters, promise_letter
from database import writing


@dataclass(frozen=True)
class Reminder:
    """When a reminder is due before the call, and until when it is still worth sending. Elapsed time, not wall time."""

    kind: str
    before: timedelta
    not_after: timedelta

    def is_late(self, appointment: Appointment, now: datetime) -> bool:
        return now >= appointment.starts_at - self.not_after


REMINDERS = (
    Reminder("reminder_48h", before=timedelta(hours=48), not_after=timedelta(hours=24)),
    Reminder("reminder_2h", before=timedelta(hours=2), not_after=timedelta(minutes=30)),
)

BY_KIND = {reminder.kind: reminder for reminder in REMINDERS}


def promise_reminders(now: datetime) -> int:
    """Promise the reminders that have become due. None for an hour that was chosen later than its reminder was due."""
    promised = 0
    for reminder in REMINDERS:
        with writing() as session:
            for appointment in _due(session, reminder, now):
                promise_letter(session, appointment, "consumer", reminder.kind, now, now)
                enqueue_letters(session, appointment, again=f"-{reminder.kind}")
                promised += 1
    return promised


def _due(session: Session, reminder: Reminder, now: datetime) -> list[Appointment]:
    """Locked, so that a cancellation or a move at the same moment comes before or after, and not in between."""
    reminded = exists().where(
        Message.appointment_id == Appointment.id,
        Message.kind == reminder.kind,
        Message.created_at >= Appointment.chosen_at,  # another technician is no other hour to be reminded of
    )
    near = session.scalars(
        select(Appointment)
        .where(
            Appointment.cancelled_at.is_(None),
            Appointment.asked_to_choose_at.is_(None),  # nobody would be there
            Appointment.starts_at > now + reminder.not_after,
            Appointment.starts_at <= now + reminder.before,
            ~reminded,
        )
        .order_by(Appointment.id)
        .with_for_update(of=Appointment)
    )
    return [
        appointment
        for appointment in near
        if appointment.person.email is not None and appointment.chosen_at <= appointment.starts_at - reminder.before
    ]
