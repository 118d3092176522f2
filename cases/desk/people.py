"""Everything that is kept about a person: found, given out, erased, in one place.

What identifies the person travels in the body of a POST, never in an address.
"""

from __future__ import annotations

from flask import redirect, render_template, send_file, url_for
from werkzeug.exceptions import ServiceUnavailable

from access import for_roles
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, now, office, zone
from cases.about_person import Found, NobodyChosen, StillToCome, erase_person, find, given_out
from cases.desk.person_archive import archive_of
from cases.desk.routes import routes
from cases.destroy import OnHold, StillOpen
from cases.pages.give_out import gateways
from database import db
from forms.cases_retention import ChosenForm, EraseForm, PersonForm
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
    """What there is; all ticked, unless the names are different ones."""
    form = PersonForm()
    if not form.validate():
        return _page(form), 422
    found = _found(form)
    ticked = [one.id for one in found.people] if found.is_one_name else []
    return _page(form, found, ChosenForm(formdata=None, data={"contact": form.contact.data, "people": ticked}))


@routes.post("/coordinacio/persones/exporta")
@personal
@for_roles(*COORDINATORS)
def export_person() -> Answer:
    """All of those who are ticked, in one file."""
    form = ChosenForm()
    if not form.validate():
        return _page_of(form), 422
    served = office()
    office_id, moment = served.id, now().astimezone(zone())
    try:
        found = _found(form).only(form.people.data or [])
        archive = archive_of(found, served, gateways().storage, moment)
        given_out(_found(form).only(form.people.data or []), office_id, staff().member_id, now())
    except NobodyChosen:
        return _page_of(form.wanting_people()), 422
    except StorageProblem as problem:
        raise ServiceUnavailable from problem
    return send_file(archive, "application/zip", as_attachment=True, download_name="dades.zip")


@routes.post("/coordinacio/persones/esborra")
@personal
@for_roles(*COORDINATORS)
def erase() -> Answer:
    """Erase those who are ticked, because the person asked for it."""
    form = EraseForm()
    if not form.validate():
        return _page_of(form), 422
    people, reason = form.people.data or [], form.reason.data or ""
    try:
        erase_person(office().id, form.email, form.number, people, reason, staff().member_id, now())
    except NobodyChosen:
        return _page_of(form.wanting_people()), 422
    except (StillToCome, StillOpen, OnHold) as refusal:
        return _page_of(form, refusal), 409
    return redirect(url_for(".people", fet=1), ONCE_DONE)


def _found(form: PersonForm) -> Found:
    return find(db.session(), office().id, form.email, form.number)


def _page_of(form: ChosenForm, refusal: Exception | None = None) -> str:
    """The page with what was ticked and typed."""
    asked = PersonForm(formdata=None, data={"contact": form.contact.data})
    return _page(asked, _found(form) if form.email or form.number else None, form, refusal)


def _page(
    form: PersonForm, found: Found | None = None, chosen: ChosenForm | None = None, refusal: Exception | None = None
) -> str:
    return render_template(
        "cases/people.html",
        form=chosen if chosen and chosen.errors else form,
        find_form=form,
        chosen_form=chosen,
        found=found,
        refusal=type(refusal).__name__ if refusal else None,
        which=getattr(refusal, "reference", None) or getattr(refusal, "number", None),
    )
