"""Actions that need no form of their own: one press each."""

from __future__ import annotations

from flask import abort

from access import for_roles
from booking.errors import NotLive
from booking.notices.failing import subscribe_again
from booking.notices.put_back import put_back
from booking.pending.pages.routes import Answer, actor, appointment_of, back_to_list, now, routes
from booking.pending.read_again import read_again
from booking.pending.renew_meeting import renew_meeting
from booking.pending.retry import retry, retry_all
from booking.pending.told import told_by_telephone
from staff.pages.guard import staff


@routes.post("/pendents/<reference>/reintents")
@for_roles("coordinator", "administrator", of_office=True)
def try_again(reference: str) -> Answer:
    """Try again what has not gone well with this appointment."""
    retry(appointment_of(reference).id, actor(), now())
    return back_to_list("retried")


@routes.post("/pendents/<reference>/reunions")
@for_roles("coordinator", "administrator", of_office=True)
def new_meeting(reference: str) -> Answer:
    """Make another meeting. Of a call that is over or cancelled meanwhile nothing is left to mend."""
    try:
        renew_meeting(appointment_of(reference).id, actor(), now())
    except NotLive:
        return back_to_list("over")
    return back_to_list("renewed")


@routes.post("/pendents/<reference>/avisos")
@for_roles("coordinator", "administrator", of_office=True)
def told(reference: str) -> Answer:
    """Somebody has rung the person up."""
    told_by_telephone(appointment_of(reference).id, actor(), now())
    return back_to_list("told")


@routes.post("/pendents/<reference>/calendari")
@for_roles("coordinator", "administrator", of_office=True)
def put_it_back(reference: str) -> Answer:
    """What somebody changed in Outlook is made as it was promised."""
    try:
        put_back(appointment_of(reference).id, actor(), now())
    except NotLive:
        return back_to_list("over")
    return back_to_list("put_back")


@routes.post("/pendents/reintents")
@for_roles("coordinator", "administrator")
def try_all_again() -> Answer:
    """Try everything on the list again."""
    retry_all(_office(), actor(), now())
    return back_to_list("retried_all")


@routes.post("/pendents/lectures")
@for_roles("coordinator", "administrator")
def read_calendars() -> Answer:
    """Read the calendars in Outlook again."""
    read_again(_office(), actor(), now())
    return back_to_list("reading")


@routes.post("/pendents/subscripcions")
@for_roles("coordinator", "administrator")
def be_told_again() -> Answer:
    """Ask Microsoft once more to tell us of changes in the calendars."""
    subscribe_again(_office(), actor(), now())
    return back_to_list("subscribed")


def _office() -> int:
    """The office of who is asking; without one there is nothing to act on."""
    office_id = staff().office_id
    if office_id is None:
        abort(404)
    return office_id
