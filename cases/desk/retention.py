"""How long files are kept, which are due, what was destroyed, and the hold that keeps one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from sqlalchemy import select

from access import for_roles
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, now, office, today
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.destroy import OnHold, StillOpen, destroy
from cases.errors import CaseDestroyed
from cases.hold import ReasonWanted, hold, release
from cases.models import PROCEDURES, Case, Destruction
from cases.retention import Rule, code_of, due, rules_of, set_rules
from database import db
from forms.cases_retention import HoldForm, RuleForm
from staff.pages.guard import staff
from web.security import personal

AT_ONCE = 200
"""Files on the list; the next ones come when these are done."""


@routes.get("/coordinacio/conservacio")
@for_roles(*COORDINATORS)
def retention() -> Answer:
    """Rules, files that are due, and what was destroyed."""
    return _page({})


@routes.post("/coordinacio/conservacio")
@for_roles(*COORDINATORS)
def change_retention() -> Answer:
    """Enter what the archive has decided."""
    forms = {procedure: RuleForm(prefix=procedure) for procedure in PROCEDURES}
    wrong = [form for form in forms.values() if not form.validate()]
    if wrong:
        return _page(forms), 422
    rules = [Rule(name, form.months.data, form.source.data or "") for name, form in forms.items()]
    set_rules(office().id, rules, staff().member_id, now())
    return redirect(url_for(".retention", fet=1), ONCE_DONE)


@routes.post("/coordinacio/conservacio/destrueix")
@for_roles(*COORDINATORS)
def destroy_due() -> Answer:
    """Destroy the files that were ticked, of those that are due now, rule by rule."""
    ticked = set(request.form.getlist("case"))
    chosen = [case for case in _due() if case.reference in ticked]
    if not chosen:
        return _page({}, refused="none"), 422
    rules = rules_of(db.session(), office().id)
    try:
        for procedure in sorted({case.procedure for case in chosen}):
            of_rule = [case.id for case in chosen if case.procedure == procedure]
            destroy(of_rule, code_of(rules[procedure]), staff().member_id, now())
    except (StillOpen, OnHold, CaseDestroyed):
        return _page({}, refused="changed"), 409
    return redirect(url_for(".retention", fet=1), ONCE_DONE)


@routes.post("/expedients/<reference>/retencio")
@personal
@for_roles(*COORDINATORS, of_office=True)
def change_hold(reference: str) -> Answer:
    """Put the file on hold, or end the hold."""
    case = case_at(reference)
    form = HoldForm()
    if "allibera" in request.form:
        release(case.id, staff().member_id, now())
    else:
        try:
            hold(case.id, form.reason.data or "", staff().member_id, now())
        except ReasonWanted:
            return render_template("cases/hold.html", case=case, form=form.wanting_a_reason()), 422
    return redirect(url_for(".file", reference=case.reference), ONCE_DONE)


@routes.get("/expedients/<reference>/retencio")
@personal
@for_roles(*COORDINATORS, of_office=True)
def hold_page(reference: str) -> Answer:
    """Whether the file is on hold, and since when."""
    return render_template("cases/hold.html", case=case_at(reference), form=HoldForm(formdata=None))


def _due() -> list[Case]:
    return list(db.session.scalars(due(db.session(), office().id, today()).limit(AT_ONCE)))


def _page(forms: dict[str, RuleForm], refused: str | None = None) -> str:
    present = rules_of(db.session(), office().id)
    return render_template(
        "cases/retention.html",
        forms=forms or {name: RuleForm.of(name, present.get(name)) for name in PROCEDURES},
        due=_due(),
        rules=present,
        destructions=db.session.scalars(
            select(Destruction).where(Destruction.office_id == office().id).order_by(Destruction.id.desc()).limit(100)
        ).all(),
        refused=refused,
        wrong=[(text, field.id) for form in forms.values() for field in form for text in field.errors],
    )
