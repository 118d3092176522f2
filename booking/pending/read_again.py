"""Asking for the calendars in Outlook to be read now instead of at the next turn."""

from __future__ import annotations

from datetime import datetime

import jobs
from booking.coordinate.actor import Actor
from booking.models import Office
from database import writing
from staff.audit import note


def read_again(office_id: int, actor: Actor, now: datetime) -> None:
    """Have the worker read the calendars of the office and publish its hours. Asked twice in a minute, once."""
    with writing() as session:
        jobs.enqueue(
            session,
            jobs.CALENDARS,
            "read_calendars_of_office",
            f"office-{office_id}",
            office_id,
            workflow_id=f"read-{office_id}-{now.timestamp() // 60:.0f}",
        )
        note(session, actor.staff_id, "calendars_read_again", session.get_one(Office, office_id), now)
