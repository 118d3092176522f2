"""What an address of a call stands for: loaded and authorised in one step."""

from __future__ import annotations

from flask import abort

from booking.attend.day import DayCall
from booking.attend.day_queries import calls_where
from booking.models import Appointment
from database import db
from staff.pages.guard import only_of_office


def call_at(reference: str) -> DayCall:
    """The call of a reference; 404 for one that there is not, and for one of another office."""
    row = db.session.execute(calls_where(Appointment.reference == reference.upper())).first()
    if row is None:
        abort(404)
    found = DayCall(*row)
    only_of_office(found.appointment.office_id)
    return found
