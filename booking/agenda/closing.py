"""How the call ended, and correcting it."""

from __future__ import annotations

from flask import redirect, url_for

from access import for_roles
from booking.agenda.call import call_page
from booking.agenda.call_cases import cases_of, offer_cases
from booking.agenda.during import during_page
from booking.agenda.lookup import call_at
from booking.agenda.routes import ONCE_DONE, Answer, now, routes, zone
from booking.attend.close_call import Ending
from booking.attend.errors import AlreadyClosed, NotBegun, NotClosed, ReasonWanted
from booking.errors import NotLive
from cases.end_call import NotJoinable, correct_call, end_call
from forms.agenda import CloseForm, CorrectForm
from staff.pages.guard import staff
from web.security import leads_away, personal


@routes.post("/cites/<reference>/acaba")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def close(reference: str) -> Answer:
    """Say how it ended: once. An attended call has its case then."""
    found = call_at(reference)
    form = CloseForm()
    if not form.validate():
        return during_page(found, form=form), 422
    next_step, join = form.leads_to
    ending = Ending(form.outcome.data, next_step)
    try:
        end_call(found.appointment.id, ending, staff().member_id, now(), zone(), join)
    except NotJoinable:
        return during_page(call_at(reference), form=form, refused="not_joinable"), 409
    except AlreadyClosed:
        return during_page(call_at(reference), form=form, refused="closed"), 409
    except NotBegun:
        return during_page(call_at(reference), form=form, refused="not_begun"), 409
    except NotLive:
        return during_page(call_at(reference), form=form, refused="cancelled"), 409
    if staff().technician_id == found.appointment.technician_id:
        return redirect(url_for("agenda.agenda"), ONCE_DONE)
    return redirect(url_for("agenda.call", reference=found.appointment.reference), ONCE_DONE)


@routes.post("/cites/<reference>/corregeix")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def correct(reference: str) -> Answer:
    """Say something else, and why."""
    found = call_at(reference)
    form = CorrectForm()
    offer_cases(form, found, cases_of(found))
    if not form.validate():
        return call_page(found, form), 422
    next_step, join = form.leads_to
    ending = Ending(form.outcome.data, next_step)
    try:
        correct_call(found.appointment.id, ending, form.reason.data or "", staff().member_id, now(), zone(), join)
    except NotJoinable:
        return call_page(call_at(reference), form, refused="not_joinable"), 409
    except (NotClosed, ReasonWanted):
        return call_page(call_at(reference), form), 409
    return redirect(url_for("agenda.call", reference=found.appointment.reference), ONCE_DONE)
