"""What stands beside a file: internal notes, who works on it, and who may see its mediation."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext as _

from access import for_roles
from booking.agenda.routes import ONCE_DONE, Answer, now
from cases.assign import CaseClosed, NotHere, assign
from cases.desk.file import file_page
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.mediation import NotOfOffice, give_access, revoke_access
from cases.notes import add_note
from cases.read_file import read_file
from database import db
from forms.cases_beside import AssignForm, MediationForm, NoteForm, RevokeForm
from staff.pages.guard import staff
from web.security import personal


@routes.post("/expedients/<reference>/notes")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def take_note(reference: str) -> Answer:
    """Add an internal note."""
    case = case_at(reference)
    form = NoteForm(prefix="note-")
    if not form.validate():
        return file_page(case, note_form=form), 422
    add_note(case.id, form.text.data or "", staff().member_id, now())
    return redirect(url_for("cases.file", reference=case.reference, _anchor="notes"), ONCE_DONE)


@routes.post("/expedients/<reference>/assigna")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def give_to(reference: str) -> Answer:
    """Say who works on the case."""
    case = case_at(reference)
    read = read_file(db.session(), case, staff().member_id)
    form = AssignForm.of(read.technicians, case.assignee_id, posted=True)
    if not form.validate():
        return file_page(case, page_errors=[(_("Tria un tècnic de la llista"), "assignee")]), 422
    try:
        assign(case.id, form.technician_id, staff().member_id, now())
    except CaseClosed:
        sentence = _("L'expedient està tancat: ja no s'assigna a ningú.")
        return file_page(case_at(reference), page_errors=[(sentence, "head")]), 409
    except NotHere:
        sentence = _("Aquesta persona ja no treballa a l'oficina.")
        return file_page(case_at(reference), page_errors=[(sentence, "assignee")]), 409
    return redirect(url_for("cases.file", reference=case.reference, _anchor="head"), ONCE_DONE)


@routes.post("/expedients/<reference>/mediacio")
@personal
@for_roles("coordinator", of_office=True)
def let_see(reference: str) -> Answer:
    """Let somebody see the mediation."""
    case = case_at(reference)
    read = read_file(db.session(), case, staff().member_id)
    form = MediationForm.of(read.colleagues, {leave.member_id for leave in read.leaves}, posted=True)
    if not form.validate():
        return file_page(case, page_errors=[(_("Tria algú de la llista"), "member")]), 422
    try:
        give_access(case.id, form.member_id, staff().member_id, now())
    except NotOfOffice:
        sentence = _("Aquesta persona ja no treballa a l'oficina.")
        return file_page(case_at(reference), page_errors=[(sentence, "mediation")]), 409
    return redirect(url_for("cases.file", reference=case.reference, _anchor="mediation"), ONCE_DONE)


@routes.post("/expedients/<reference>/mediacio/retira")
@personal
@for_roles("coordinator", of_office=True)
def let_see_no_longer(reference: str) -> Answer:
    """Take the leave back."""
    case = case_at(reference)
    form = RevokeForm()
    if form.member_id is not None:
        revoke_access(case.id, form.member_id, staff().member_id, now())
    return redirect(url_for("cases.file", reference=case.reference, _anchor="mediation"), ONCE_DONE)
