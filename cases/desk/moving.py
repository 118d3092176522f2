"""Moving a case: to another state, to another procedure, out of its end."""

from __future__ import annotations

from flask import abort, redirect, url_for

from access import for_roles
from booking.agenda.routes import ONCE_DONE, Answer
from booking.pages.visit import now
from cases.change_procedure import change_procedure
from cases.desk.acting import MAY_ACT, act, act_page, shown, zone
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.models import Case
from cases.move_case import Amounts, lacks_company, move
from cases.pages.words import MEANS
from cases.reopen_case import REOPENED_AS, reopen_case
from cases.states import STATES, moves_from
from forms.case_fields import as_typed
from forms.cases_state import AgreementForm, MoveForm, ProcedureForm, ReopenForm
from staff.pages.guard import staff
from web.security import personal


@routes.get("/expedients/<reference>/estat/<state>")
@personal
@for_roles(*MAY_ACT, of_office=True)
def state(reference: str, state: str) -> Answer:
    """What the move means, and the form."""
    case = case_at(reference)
    if _way(state) == "requirement":
        return redirect(url_for("cases.requirement", reference=reference), ONCE_DONE)
    if _way(state) == "resolution":
        return redirect(url_for("cases.resolution", reference=reference, outcome=state), ONCE_DONE)
    known = {**shown(case), "claimed": as_typed(case.amount_claimed)}
    kind = AgreementForm if STATES[state].asks_amounts else MoveForm
    return _move_page(case, kind(formdata=None, data=known), state)


@routes.post("/expedients/<reference>/estat/<state>")
@personal
@for_roles(*MAY_ACT, of_office=True)
def move_to(reference: str, state: str) -> Answer:
    """Move it."""
    _way(state)
    form = AgreementForm() if STATES[state].asks_amounts else MoveForm()

    def do(case: Case) -> None:
        amounts = None
        if isinstance(form, AgreementForm):
            assert form.claimed.euros is not None
            assert form.recovered.euros is not None
            amounts = Amounts(form.claimed.euros, form.recovered.euros, form.more_is_right.data)
        why, told, seen = form.why.data or "", form.told.data or "", form.seen_state.data or ""
        move(case.id, state, why, told, staff().member_id, now(), seen, zone(), amounts, seen_papers=form.papers)

    return act(reference, form, do, lambda case, form: _move_page(case, form, state))


@routes.get("/expedients/<reference>/reobre")
@personal
@for_roles("coordinator", of_office=True)
def reopen(reference: str) -> Answer:
    """Ask why."""
    case = case_at(reference)
    return _reopen_page(case, ReopenForm(formdata=None, data=shown(case)))


@routes.post("/expedients/<reference>/reobre")
@personal
@for_roles("coordinator", of_office=True)
def reopen_now(reference: str) -> Answer:
    """Take it up again."""
    form = ReopenForm()

    def do(case: Case) -> None:
        why, told, seen = form.why.data or "", form.told.data or "", form.seen_state.data or ""
        reopen_case(case.id, why, told, staff().member_id, now(), seen, zone())

    return act(reference, form, do, _reopen_page)


@routes.get("/expedients/<reference>/tramit")
@personal
@for_roles(*MAY_ACT, of_office=True)
def procedure(reference: str) -> Answer:
    """Which one it is, and the others."""
    case = case_at(reference)
    return _procedure_page(case, ProcedureForm(formdata=None, data={"seen": case.procedure}))


@routes.post("/expedients/<reference>/tramit")
@personal
@for_roles(*MAY_ACT, of_office=True)
def change_to_procedure(reference: str) -> Answer:
    """Make it another one."""
    form = ProcedureForm()

    def do(case: Case) -> None:
        change_procedure(case.id, form.to.data, form.why.data or "", staff().member_id, now(), form.seen.data or "")

    return act(reference, form, do, _procedure_page)


def _way(state: str) -> str:
    if state not in STATES or state == "pending":
        abort(404)
    return STATES[state].entered_by


def _move_page(case: Case, form: MoveForm, to: str) -> str:
    return act_page(
        "move",
        case,
        form,
        to=to,
        means=MEANS[to],
        target=STATES[to],
        is_possible=to in moves_from(case.state),
        lacks_company=lacks_company(case, to),
    )


def _reopen_page(case: Case, form: ReopenForm) -> str:
    return act_page("reopen", case, form, means=MEANS[REOPENED_AS])


def _procedure_page(case: Case, form: ProcedureForm) -> str:
    form.seen.data = case.procedure
    return act_page("procedure", case, form)
