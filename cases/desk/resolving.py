"""Ending a case by a resolution, and the clock."""

from __future__ import annotations

from flask import abort

from access import for_roles
from booking.agenda.routes import Answer
from booking.pages.visit import now
from cases.clock_stops import running_stop
from cases.desk.acting import MAY_ACT, act, act_page, press, shown, today, zone
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.models import RESOLUTIONS, Case
from cases.pages.words import MEANS
from cases.requirements import deadline_of, open_requirement, stops_clock_since
from cases.resolve import Decision, resolve
from cases.states import STATES, moves_from
from cases.stop_clock import resume_clock, stop_clock
from database import db
from forms.cases_state import ResolutionForm, StopForm
from staff.pages.guard import staff
from web.security import personal


@routes.get("/expedients/<reference>/resolucio/<outcome>")
@personal
@for_roles(*MAY_ACT, of_office=True)
def resolution(reference: str, outcome: str) -> Answer:
    """What the law asks, and the form."""
    case = case_at(reference)
    return _resolution_page(case, _form(outcome, ResolutionForm(formdata=None, data=shown(case))), outcome)


@routes.post("/expedients/<reference>/resolucio/<outcome>")
@personal
@for_roles(*MAY_ACT, of_office=True)
def resolve_so(reference: str, outcome: str) -> Answer:
    """Resolve it."""
    form = _form(outcome, ResolutionForm())

    def do(case: Case) -> None:
        ground = form.ground.data if "ground" in form else None
        decision = Decision(outcome, form.reason.data or "", form.told.data or "", form.notified_by.data, ground)
        seen = form.seen_state.data or ""
        resolve(case.id, decision, staff().member_id, now(), seen, zone(), seen_papers=form.papers)

    return act(reference, form, do, lambda case, form: _resolution_page(case, form, outcome))


@routes.get("/expedients/<reference>/rellotge")
@personal
@for_roles(*MAY_ACT, of_office=True)
def clock(reference: str) -> Answer:
    """Whether it runs."""
    return _clock_page(case_at(reference), StopForm(formdata=None, data={"since": today()}))


@routes.post("/expedients/<reference>/rellotge")
@personal
@for_roles(*MAY_ACT, of_office=True)
def stop(reference: str) -> Answer:
    """Stop it."""
    form = StopForm()
    form.today = today()

    def do(case: Case) -> None:
        assert form.since.data is not None
        stop_clock(case.id, form.why.data, form.since.data, form.told.data or "", staff().member_id, now(), zone())

    return act(reference, form, do, _clock_page)


@routes.post("/expedients/<reference>/rellotge/segueix")
@personal
@for_roles(*MAY_ACT, of_office=True)
def resume(reference: str) -> Answer:
    """What it was stopped for by hand is over."""
    return press(
        reference,
        lambda case: resume_clock(case.id, staff().member_id, now(), zone()),
        lambda case, why: act_page("refused", case, None, page_errors=[(why, "")]),
    )


def _form(outcome: str, form: ResolutionForm) -> ResolutionForm:
    if outcome not in RESOLUTIONS:
        abort(404)
    if outcome != "inadmissible":
        form.without_ground()
    return form


def _resolution_page(case: Case, form: ResolutionForm, outcome: str) -> str:
    waiting = open_requirement(db.session(), case)
    return act_page(
        "resolution",
        case,
        form,
        outcome=outcome,
        target=STATES[outcome],
        means=MEANS[outcome],
        deadline=deadline_of(db.session(), waiting) if waiting else None,
        is_possible=outcome in moves_from(case.state),
        today=today(),
    )


def _clock_page(case: Case, form: StopForm) -> str:
    session = db.session()
    required = stops_clock_since(session, case, today()) is not None
    return act_page("clock", case, form, stop=running_stop(session, case), required=required)
