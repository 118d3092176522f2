"""During the call: a narrow page beside the video, with notes and a checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, url_for

from access import changes_on_get, for_roles
from booking.agenda.blocks import blocks_of
from booking.agenda.call_cases import cases_of, offer_cases
from booking.agenda.lines import Line
from booking.agenda.lookup import call_at
from booking.agenda.routes import ONCE_DONE, Answer, now, routes
from booking.attend.day import DayCall
from booking.attend.look import look
from booking.attend.story import read_attendance
from booking.attend.suggest import suggestion
from booking.attend.take_notes import tick
from database import db
from forms.agenda import ChecklistForm, CloseForm, NoteForm
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


@routes.post("/cites/<reference>/llista")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def check_off(reference: str) -> Answer:
    """Keep the ticks that the person changed."""
    found = call_at(reference)
    form = ChecklistForm()
    if not form.validate():
        return during_page(found), 422
    tick(found.appointment.id, set(form.seen.data or []), set(form.checked.data or []), staff().member_id, now())
    return redirect(url_for("agenda.during", reference=found.appointment.reference, _anchor="checked"), ONCE_DONE)


def during_page(
    found: DayCall,
    *,
    typed: Mapping[str, NoteForm] | None = None,
    clash_in: str | None = None,
    form: CloseForm | None = None,
    **also: Any,
) -> str:
    """The page. `typed`: a block that could not be saved, with what was typed; `clash_in`: the block in
    which somebody else has saved meanwhile."""
    checked = found.call.checked if found.call else []
    form, cases = form or CloseForm(formdata=None), cases_of(found)
    if "case_step" in form:
        offer_cases(form, found, cases)
    return render_template(
        "agenda/during.html",
        one=found.appointment,
        call=found.call,
        may_enter=staff().has("technician"),
        line=Line.of(found, now()),
        blocks=blocks_of(db.session(), found.appointment.id, typed or {}, clash_in),
        checklist=ChecklistForm(formdata=None, data={"checked": checked}),
        checked=checked,
        suggested=suggestion(read_attendance(db.session(), found.appointment)),
        form=form,
        cases=cases,
        **also,
    )
