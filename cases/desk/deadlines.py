"""Deadlines of the whole office: which years can be counted, and what other holidays would change."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from sqlalchemy import select

from access import for_roles
from booking.agenda.routes import ONCE_DONE, Answer
from booking.board.routes import COORDINATORS, office
from booking.models import CATALONIA, Municipality
from booking.pages.visit import now
from cases.desk.acting import UNPROCESSABLE, today, zone
from cases.desk.refusals import said
from cases.desk.routes import routes
from cases.desk.state_view import place_name
from cases.errors import CaseRefusal
from cases.local_holidays import set_local_holidays, years_on_file
from cases.recount import accept, recount
from database import db
from forms.cases_state import LocalHolidaysForm
from forms.fields import SelectChoice
from staff.pages.guard import staff

SHOWN = 200
"""Changes on the page; accepting them brings the next ones."""


@routes.get("/coordinacio/terminis")
@for_roles(*COORDINATORS)
def deadlines() -> Answer:
    """The years, what cannot be counted, and what would change."""
    return _page(LocalHolidaysForm(formdata=None, data={"year": today().year}))


@routes.post("/coordinacio/terminis")
@for_roles(*COORDINATORS)
def accept_changes() -> Answer:
    """Change those that were ticked, as far as they still come out the same."""
    ticked = set(request.form.getlist("canvi")[:SHOWN])
    accept(office().id, ticked, staff().member_id, now(), zone())
    return redirect(url_for("cases.deadlines"), ONCE_DONE)


@routes.post("/coordinacio/terminis/festes")
@for_roles(*COORDINATORS)
def local_holidays() -> Answer:
    """Put a municipality's year on file."""
    form = _with_municipalities(LocalHolidaysForm())
    if not form.validate():
        return _page(form), UNPROCESSABLE
    assert form.year.data is not None
    try:
        set_local_holidays(form.municipality.data, form.year.data, form.days, staff().member_id, now())
    except CaseRefusal as refusal:
        problem = said(refusal)
        form.municipality.errors = [problem.sentence]
        return _page(form), problem.status
    return redirect(url_for("cases.deadlines"), ONCE_DONE)


def _page(form: LocalHolidaysForm) -> str:
    session, ours = db.session(), office()
    found = recount(session, ours.id, zone())
    missing = [(place_name(session, place), year, number) for (place, year), number in sorted(found.missing.items())]
    return render_template(
        "cases/deadlines.html",
        form=_with_municipalities(form),
        years=years_on_file(session, ours.seat_ine_code),
        catalonia=CATALONIA,
        seat=ours.seat_ine_code,
        seat_name=place_name(session, ours.seat_ine_code),
        changes=found.changes[:SHOWN],
        how_many=len(found.changes),
        missing=missing,
    )


def _with_municipalities(form: LocalHolidaysForm) -> LocalHolidaysForm:
    rows = db.session.execute(select(Municipality.ine_code, Municipality.name).order_by(Municipality.name_sort))
    form.municipality.choices = [SelectChoice("", ""), *(SelectChoice(code, name) for code, name in rows)]
    return form
