"""How the call ended, and correcting it."""

from __future__ import annotations

from typing import Final

from flask import redirect, url_for

from access import for_roles
from booking.agenda.call import call_page
from booking.agenda.call_cases import cases_of, offer_cases
from booking.agenda.during import during_page
from booking.agenda.lookup import call_at
from booking.agenda.notes import writing_of
from booking.agenda.routes import ONCE_DONE, Answer, now, routes, zone
from booking.attend.close_call import Ending
from booking.attend.errors import AlreadyClosed, NotBegun, NotClosed, NoteChanged, ReasonWanted
from booking.errors import NotLive
from cases.end_call import NotJoinable, correct_call, end_call
from forms.agenda import CloseForm, CorrectForm, WritingForm
from staff.pages.guard import staff
from web.security import leads_away, personal

REFUSED: Final = {NotJoinable: "not_joinable", AlreadyClosed: "closed", NotBegun: "not_begun", NotLive: "cancelled"}
"""Why a call does not end so, in the words of its page."""


@routes.post("/cites/<reference>/acaba")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def close(reference: str) -> Answer:
    """Say how it ended: once, with all that is written. An attended call has its case then."""
    found = call_at(reference)
    form, written = CloseForm(), WritingForm()
    if not all([form.validate(), written.validate()]):
        return during_page(found, form=form, written=written), 422
    next_step, join = form.leads_to
    ending = Ending(form.outcome.data, next_step)
    try:
        end_call(found.appointment.id, ending, staff().member_id, now(), zone(), join, writing_of(written))
    except (NoteChanged, NotJoinable, AlreadyClosed, NotBegun, NotLive) as refusal:
        why = REFUSED.get(type(refusal))  # none for a text that somebody else changed: its block says so
        return during_page(call_at(reference), form=form, written=written, refused=why), 409
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
