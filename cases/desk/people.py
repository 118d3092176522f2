"""Everything that is kept about a person: found, given out, erased, in one place.

What identifies the person travels in the body of a POST, never in an address.
"""

from __future__ import annotations

from flask import redirect, render_template, send_file, url_for
from werkzeug.exceptions import ServiceUnavailable

from access import for_roles
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, now, office
from cases.about_person import Found, StillToCome, erase_person, find, given_out
from cases.desk.person_archive import archive_of
from cases.desk.routes import routes
from cases.destroy import OnHold, StillOpen
from cases.pages.give_out import gateways
from database import db
from forms.cases_retention import EraseForm, PersonForm
from staff.pages.guard import staff
from storage import StorageProblem
from web.security import personal


@routes.get("/coordinacio/persones")
@personal
@for_roles(*COORDINATORS)
def people() -> Answer:
    """Whose data are asked for."""
    return _page(PersonForm(formdata=None))


@routes.post("/coordinacio/persones")
@personal
@for_roles(*COORDINATORS)
def find_people() -> Answer:
    """What there is."""
    form = PersonForm()
    if not form.validate():
        return _page(form), 422
    return _page(form, _found(form), EraseForm(formdata=None, data={"contact": form.contact.data}))


@routes.post("/coordinacio/persones/exporta")
@personal
@for_roles(*COORDINATORS)
def export_person() -> Answer:
    """All of it in one file."""
    form = PersonForm()
    if not form.validate():
        return _page(form), 422
    found, office_id = _found(form), office().id
    try:
        archive = archive_of(found, gateways().storage)
    except StorageProblem as problem:
        raise ServiceUnavailable from problem
    given_out(_found(form), office_id, staff().member_id, now())
    return send_file(archive, "application/zip", as_attachment=True, download_name="dades.zip")


@routes.post("/coordinacio/persones/esborra")
@personal
@for_roles(*COORDINATORS)
def erase() -> Answer:
    """Erase it, because the person asked for it."""
    form = EraseForm()
    asked = PersonForm(formdata=None, data={"contact": form.contact.data})
    if not form.validate():
        found = _found(form) if form.email or form.number else None
        return _page(asked, found, form), 422
    reason = form.reason.data or ""
    try:
        erase_person(office().id, form.email, form.number, reason, staff().member_id, now())
    except (StillToCome, StillOpen, OnHold) as refusal:
        return _page(asked, _found(form), form, refusal), 409
    return redirect(url_for(".people", fet=1), ONCE_DONE)


def _found(form: PersonForm) -> Found:
    return find(db.session(), office().id, form.email, form.number)


def _page(
    form: PersonForm, found: Found | None = None, erase_form: EraseForm | None = None, refusal: Exception | None = None
) -> str:
    return render_template(
        "cases/people.html",
        form=erase_form if erase_form and erase_form.errors else form,
        find_form=form,
        erase_form=erase_form,
        found=found,
        refusal=type(refusal).__name__ if refusal else None,
        which=getattr(refusal, "reference", None) or getattr(refusal, "number", None),
    )
