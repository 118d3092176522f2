"""The office's own texts, colour and rules."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from access import for_roles
from booking.board.refusals import said
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, actor, now, office, publishing, routes
from booking.coordinate.office_details import details_of, edit_office, fingerprint
from booking.errors import Refusal
from forms.coordination_office import OfficeForm


@routes.get("/oficina")
@for_roles(*COORDINATORS)
def office_details() -> Answer:
    """What can be changed, as it is."""
    form, details = OfficeForm(formdata=None), details_of(office())
    form.show(details, fingerprint(details))
    return render_template("coordination/office.html", form=form, refused=None)


@routes.post("/oficina")
@for_roles(*COORDINATORS)
def change_office() -> Answer:
    """Save it."""
    form = OfficeForm()
    office_id = office().id
    if not form.validate():
        return render_template("coordination/office.html", form=form, refused=None), 422
    try:
        edit_office(office_id, form.changes, form.seen.data or "", actor(), now(), publishing())
    except Refusal as refusal:
        return render_template("coordination/office.html", form=form, refused=said(refusal)), 409
    return redirect(url_for("board.office_details", fet=1), ONCE_DONE)
