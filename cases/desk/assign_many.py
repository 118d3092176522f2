"""Giving the cases that are ticked in the list to a technician."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from access import for_roles
from booking.agenda.routes import Answer, now
from cases.assign_many import NotHere, Why, assign_many as give
from cases.desk.listing import MOST_TICKED, asked_for, list_page, office_id, ways
from cases.desk.routes import routes
from forms.cases_list import AssignManyForm
from staff.pages.guard import staff
from web.languages import show_as
from web.security import personal


@dataclass(frozen=True)
class Done:
    """What the page says afterwards."""

    name: str
    number: int
    refused: list[tuple[str, Why]]


@routes.post("/expedients/assigna")
@personal
@for_roles("technician", "coordinator", "administrator")
def assign_many() -> Answer:
    """Assign them, and show the list again with what came of it: the filters are in the address."""
    asked, choices = asked_for()
    show_as(ways(asked)())
    form = AssignManyForm()
    form.tecnic.choices = [(str(number), name) for number, name in choices.working]
    if not form.validate():
        return list_page(asked, choices, form=form, picking="1"), 422
    technician_id = int(form.tecnic.data)
    try:
        came = give(office_id(), (form.cas.data or [])[:MOST_TICKED], technician_id, staff().member_id, now())
    except NotHere:
        gone = [(str(gettext("Aquesta persona ja no treballa a l'oficina: tria'n una altra.")), "tecnic")]
        return list_page(asked, asked_for()[1], page_errors=gone, picking="1"), 409
    done = Done(dict(choices.technicians)[technician_id], len(came.given), came.refused)
    return list_page(asked, choices, done=done)
