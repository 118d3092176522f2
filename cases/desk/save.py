"""Saving a part of a file by its button. Nobody's text is lost: a page with both answers whoever was not first."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext as _

from access import for_roles
from booking.agenda.routes import ONCE_DONE, Answer, now
from cases.desk.blocks import posted_form
from cases.desk.file import file_page
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.desk.typed import values_of
from cases.errors import BlockChanged, Unreachable
from cases.models import Case
from cases.open_case import IdentifierTaken
from cases.read_file import read_file
from cases.representative import remove_representative
from cases.save_block import save_block
from database import db
from forms.case_block import BlockForm
from forms.cases_beside import RemoveForm
from staff.pages.guard import staff
from web.security import personal


@routes.post("/expedients/<reference>/<case_block:block>")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def save(reference: str, block: str) -> Answer:
    """Save one block."""
    case = case_at(reference)
    form = posted_form(block, read_file(db.session(), case, staff().member_id))
    values = values_of(db.session(), form) if form.validate() else None
    if values is None:
        return file_page(case, posted=(block, form)), 422
    if form.touched:
        try:
            save_block(case.id, block, values, form.seen, staff().member_id, now())
        except BlockChanged:
            return file_page(case_at(reference), posted=(block, form), clash=True), 409
        except (IdentifierTaken, Unreachable) as refusal:
            _tell(form, refusal)
            return file_page(case_at(reference), posted=(block, form)), 409
    return _back(case, block)


@routes.post("/expedients/<reference>/representant/treu")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def dismiss_representative(reference: str) -> Answer:
    """Nobody acts for the person any more."""
    case = case_at(reference)
    form = RemoveForm()
    try:
        remove_representative(case.id, form.seen, staff().member_id, now())
    except BlockChanged:
        sentence = _("Algú ha canviat el representant mentre el miraves. Torna-ho a mirar abans de treure'l.")
        return file_page(case_at(reference), page_errors=[(sentence, "representative")]), 409
    return _back(case, "representative")


def _back(case: Case, block: str) -> Answer:
    return redirect(url_for("cases.file", reference=case.reference, _anchor=block), ONCE_DONE)


def _tell(form: BlockForm, refusal: IdentifierTaken | Unreachable) -> None:
    """Say at the field what is in the way."""
    if isinstance(refusal, IdentifierTaken):
        form[refusal.field].errors = [_("Ja el té l'expedient %(number)s. Revisa'l.", number=refusal.number)]
    else:
        form["phone"].errors = [_("Cal una manera de trobar-la: un telèfon, un correu o una adreça")]
