"""Looking at a person's data is on record, as changing them is."""

from __future__ import annotations

from datetime import datetime

from booking.models import Appointment
from database import writing
from staff.audit import note


def look(appointment_id: int, member_id: int, now: datetime) -> None:
    """Note that a member of staff opened the page of a call."""
    with writing() as session:
        note(session, member_id, "appointment_seen", session.get_one(Appointment, appointment_id), now)
