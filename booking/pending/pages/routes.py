"""The blueprint of the list, and what its views share."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from booking.coordinate.actor import Actor
from booking.models import Appointment
from booking.pages.answers import ONCE_DONE, Answer as Answer
from booking.pages.visit import now as now, settings as settings
from database import db
from staff.pages.guard import only_of_office, staff

routes = Blueprint("pending", __name__, url_prefix="/coordinacio")


def actor() -> Actor:
    """Who is asking, as changes note it."""
    return Actor("staff", staff().member_id)


def appointment_of(reference: str) -> Appointment:
    """The appointment of this reference; 404 when there is none in the office of who is asking."""
    found = db.session.scalars(select(Appointment).where(Appointment.reference == reference.upper())).first()
    if found is None:
        abort(404)
    only_of_office(found.office_id)
    return found


def back_to_list(done: str) -> Response:
    """On to the list, which says what has been done."""
    return redirect(url_for("pending.overview", fet=done), ONCE_DONE)
