"""Mediating: more time for it."""

from __future__ import annotations

from access import for_roles
from booking.agenda.routes import Answer
from booking.pages.visit import now
from cases.desk.acting import MAY_ACT, act, act_page, shown, zone
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.extend_mediation import end_of_mediation, extend_mediation
from cases.models import Case
from database import db
from forms.cases_state import MediationExtensionForm
from staff.pages.guard import staff
from web.security import personal


@routes.get("/expedients/<reference>/mediacio/ampliacio")
@personal
@for_roles(*MAY_ACT, of_office=True)
def mediation_extension(reference: str) -> Answer:
    """How many months more, and why."""
    case = case_at(reference)
    return _extension_page(case, MediationExtensionForm(formdata=None, data=shown(case)))


@routes.post("/expedients/<reference>/mediacio/ampliacio")
@personal
@for_roles(*MAY_ACT, of_office=True)
def extend_the_mediation(reference: str) -> Answer:
    """Give them."""
    form = MediationExtensionForm()

    def do(case: Case) -> None:
        months, seen = int(form.months.data), form.seen_state.data or ""
        why, told = form.why.data or "", form.told.data or ""
        extend_mediation(case.id, months, why, told, staff().member_id, now(), seen, zone())

    return act(reference, form, do, _extension_page)


def _extension_page(case: Case, form: MediationExtensionForm) -> str:
    due = end_of_mediation(db.session(), case.id)
    return act_page("mediation_extension", case, form, due_on=due.due_on if due else None)
