"""The page of a call: all that is known of it. Opening it is on record."""

from __future__ import annotations

from typing import Any

from flask import render_template

from access import changes_on_get, for_roles
from booking.agenda.call_cases import cases_of, offer_cases
from booking.agenda.lines import Line
from booking.agenda.lookup import call_at
from booking.agenda.routes import Answer, now, routes
from booking.attend.day import DayCall
from booking.attend.look import look
from booking.attend.story import read_story
from booking.attend.suggest import suggestion
from database import db
from forms.agenda import CorrectForm
from staff.pages.guard import staff
from web.security import leads_away, personal


@routes.get("/cites/<reference>")
@leads_away
@personal
@changes_on_get("who looks at a person's data is on record")
@for_roles("technician", "coordinator", "administrator", "viewer", of_office=True)
def call(reference: str) -> Answer:
    """Who, what, what was sent and what happened."""
    look(call_at(reference).appointment.id, staff().member_id, now())
    found = call_at(reference)
    return call_page(found, CorrectForm.of(found.call))


def call_page(found: DayCall, form: CorrectForm, **also: Any) -> str:
    """The page, with what was typed into the form of correction."""
    cases = cases_of(found)
    if "case_step" in form:
        offer_cases(form, found, cases)
    return render_template(
        "agenda/call.html",
        one=found.appointment,
        call=found.call,
        line=Line.of(found, now()),
        story=(story := read_story(db.session(), found.appointment, found.call)),
        suggested=suggestion(story.attendance),
        is_mine=staff().technician_id == found.appointment.technician_id,
        may_enter=staff().has("technician"),
        may_open=staff().has("technician", "coordinator", "administrator"),
        may_attend=staff().has("technician", "coordinator"),
        may_move=found.appointment.is_live(now()) and staff().has("coordinator", "administrator"),
        form=form,
        cases=cases,
        **also,
    )
