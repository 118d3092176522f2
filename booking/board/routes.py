"""The blueprint of the coordinators' pages, and what its views share."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template
from sqlalchemy import select

from access import Role
from booking.coordinate.actor import Actor
from booking.coordinate.publishing import Publishing
from booking.models import Appointment, Office, Technician
from booking.pages.answers import ONCE_DONE as ONCE_DONE, Answer as Answer
from booking.pages.visit import now as now, settings
from database import db
from staff.pages.guard import only_of_office, staff

routes = Blueprint("board", __name__, url_prefix="/coordinacio")

COORDINATORS: tuple[Role, ...] = ("coordinator", "administrator")
"""Who may change things here."""

READERS: tuple[Role, ...] = (*COORDINATORS, "viewer")


class NoOffice(Exception):
    """The person works for no office yet, so there is nothing to coordinate."""


@routes.errorhandler(NoOffice)
def no_office(error: NoOffice) -> Answer:
    """Say so, and who can change it."""
    return render_template("coordination/no_office.html"), 409


def actor() -> Actor:
    """Who is asking, as changes note it."""
    return Actor("staff", staff().member_id)


def office() -> Office:
    """The office of who is asking. Raises NoOffice."""
    found = db.session.get(Office, staff().office_id) if staff().office_id is not None else None
    if found is None:
        raise NoOffice
    return found


def zone() -> ZoneInfo:
    """The office's clock."""
    return settings().office_timezone


def today() -> date:
    """The day on the office's clock."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(zone())


def publishing() -> Publishing:
    """How this installation publishes slots."""
    return Publishing(zone(), settings().outlook_busy)


def may_change() -> bool:
    """Whether the person may do more than look."""
    return staff().has(*COORDINATORS)


def appointment_at(reference: str) -> Appointment:
    """The appointment of a reference; 404 for none, and for one of another office."""
    found = db.session.scalars(select(Appointment).where(Appointment.reference == reference.upper())).first()
    if found is None:
        abort(404)
    only_of_office(found.office_id)
    return found


def technician_at(technician_id: int) -> Technician:
    """The technician of an address; 404 for none, and for one of another office."""
    found = db.session.get(Technician, technician_id)
    if found is None:
        abort(404)
    only_of_office(found.office_id)
    return found


def technicians() -> list[Technician]:
    """Those who work for the office, by name."""
    return sorted(db.session.scalars(Technician.working_for(office().id)), key=lambda one: one.name)
