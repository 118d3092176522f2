"""During the call: a narrow page beside the video, with notes and a checklist."""

from __future__ import annotations

from typing import Any

from flask import render_template

from access import changes_on_get, for_roles
from booking.agenda.blocks import blocks_of
from booking.agenda.call_cases import cases_of, offer_cases
from booking.agenda.lines import Line
from booking.agenda.lookup import call_at
from booking.agenda.routes import Answer, now, routes
from booking.attend.day import DayCall
from booking.attend.look import look
from booking.attend.story import read_attendance
from booking.attend.suggest import suggestion
from database import db
from forms.agenda import CloseForm, WritingForm
from staff.pages.guard import staff
from web.security import leads_away, personal


@routes.get("/cites/<reference>/trucada")
@leads_away
@personal
@changes_on_get("who looks at a person's data is on record")
@for_roles("technician", "coordinator", of_office=True)
def during(reference: str) -> Answer:
    """Notes, checklist, and how it ended."""
    look(call_at(reference).appointment.id, staff().member_id, now())
    return during_page(call_at(reference))


def during_page(
    found: DayCall, *, written: WritingForm | None = None, form: CloseForm | None = None, **also: Any
) -> str:
    """The page. `written`: what could not be saved, which stays as it was typed; `form`: what was said of the end."""
    checked = found.call.checked if found.call else []
    written = written or WritingForm(formdata=None, data={"checked": checked, "seen": checked})
    form, cases = form or CloseForm(formdata=None), cases_of(found)
    if "case_step" in form:
        offer_cases(form, found, cases)
    return render_template(
        "agenda/during.html",
        one=found.appointment,
        call=found.call,
        may_enter=staff().has("technician"),
        line=Line.of(found, now()),
        blocks=blocks_of(db.session(), found.appointment.id, written.typed),
        written=written,
        suggested=suggestion(read_attendance(db.session(), found.appointment)),
        form=form,
        cases=cases,
        **also,
    )
