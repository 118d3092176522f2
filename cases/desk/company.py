"""Which company it is: found on the list of the office, put on it, or corrected."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from access import for_roles
from booking.agenda.routes import ONCE_DONE, Answer, now
from cases.companies import (
    CompanyChanged,
    CompanyInUse,
    Details,
    NifTaken,
    NoSuchCompany,
    choose_company,
    correct_company,
    enter_company,
    find_companies,
    how_many_cases,
)
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.errors import BlockChanged
from cases.models import Case, CaseBlock
from cases.nif import WrongNumber, tax_number
from cases.states import STATES
from database import db
from forms.cases_beside import ChooseCompanyForm, CompanyForm, CompanySearchForm
from staff.pages.guard import staff
from web.languages import show_as
from web.security import personal


@routes.get("/expedients/<reference>/empresa")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def company(reference: str) -> Answer:
    """Search; to begin with, for the company as the person named it."""
    return _page(case_at(reference))


@routes.post("/expedients/<reference>/empresa/busca")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def search_company(reference: str) -> Answer:
    """Search. A POST, for the tax number of who works alone is their identity number: no address has it."""
    return _page(case_at(reference), typed=CompanySearchForm().q.data or "")


@routes.post("/expedients/<reference>/empresa")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def take_company(reference: str) -> Answer:
    """This one of the list, or none."""
    case = case_at(reference)
    form = ChooseCompanyForm()
    try:
        choose_company(case.id, form.company_id, case.company_as_told, form.seen, staff().member_id, now())
    except NoSuchCompany:
        return _page(case, refused=_("Aquesta empresa ja no és a la llista. Torna-la a buscar.")), 409
    except CompanyInUse:
        return _page(case, refused=_("L'expedient ja és amb aquesta empresa: tria'n una altra, si no ho era.")), 409
    except BlockChanged:
        return _page(case_at(reference), refused=_changed_meanwhile()), 409
    return _back(case)


@routes.post("/expedients/<reference>/empresa/nova")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def new_company(reference: str) -> Answer:
    """Put it on the list, unless its tax number is there already, and into the case."""
    case = case_at(reference)
    form = CompanyForm(prefix="new-")
    details = _details(form)
    if details is None:
        return _page(case, new=form), 422
    try:
        _id, known = enter_company(case.id, details, form.seen, staff().member_id, now())
    except BlockChanged:
        return _page(case_at(reference), new=form, refused=_changed_meanwhile()), 409
    return _back(case, fet="coneguda" if known else None)


@routes.post("/expedients/<reference>/empresa/dades")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def put_company_right(reference: str) -> Answer:
    """Correct the company of the case, in all cases in which it stands."""
    case = case_at(reference)
    form = CompanyForm(prefix="company-")
    details = _details(form)
    if details is None or case.company_id is None:
        return _page(case, corrected=form), 422
    try:
        correct_company(case.company_id, case.office_id, details, form.seen, staff().member_id, now())
    except CompanyChanged:
        return _page(case_at(reference), corrected=form, theirs=True, refused=_corrected_meanwhile()), 409
    except NifTaken as taken:
        form.nif.errors = [_("Aquest NIF ja és de %(name)s: tria aquella empresa.", name=taken.name)]
        return _page(case, corrected=form), 409
    return _back(case)


def _page(
    case: Case,
    *,
    typed: str | None = None,
    new: CompanyForm | None = None,
    corrected: CompanyForm | None = None,
    theirs: bool = False,
    refused: str = "",
) -> str:
    """The page; `typed` is searched for, `new` and `corrected` are as they were sent.

    `theirs`: somebody else has corrected it meanwhile.
    """
    show_as(url_for("cases.company", reference=case.reference))
    if typed is None:
        typed = "" if case.company else case.company_as_told
    saved = db.session.get(CaseBlock, (case.id, "company"))
    if corrected is not None and theirs and case.company:
        corrected.version.data = str(case.company.version)
    return render_template(
        "cases/company.html",
        case=case,
        typed=typed,
        found=find_companies(db.session(), case.office_id, typed),
        version=saved.version if saved else 0,
        may_have_none=not STATES[case.state].wants_company,
        others=how_many_cases(db.session(), case.company_id) - 1 if case.company_id else 0,
        new=new or CompanyForm(formdata=None, prefix="new-", data={"name": typed}),
        corrected=corrected or CompanyForm(formdata=None, prefix="company-", obj=case.company),
        correcting=corrected is not None,
        theirs=theirs,
        form=new or corrected,
        page_errors=[(refused, "")] if refused else [],
    )


def _details(form: CompanyForm) -> Details | None:
    """What was typed; None when something is wrong, which its field says."""
    if not form.validate():
        return None
    nif = None
    if form.nif.data:
        try:
            nif = tax_number(form.nif.data)
        except WrongNumber as wrong:
            form.nif.errors = [_nif_sentence(wrong)]
            return None
    return Details(form.name.data or "", nif, form.address.data or "", form.email.address or "", form.web.data or "")


def _nif_sentence(wrong: WrongNumber) -> str:
    if wrong.fault == "check":
        return str(_("L'última xifra o lletra del NIF no correspon a les altres: revisa'l"))
    return str(_("Escriu el NIF amb nou lletres i xifres, com ara B64717838"))


def _changed_meanwhile() -> str:
    return str(_("Algú ha triat una empresa mentre la buscaves. Mira quina és abans de canviar-la."))


def _corrected_meanwhile() -> str:
    return str(_("Algú ha corregit l'empresa mentre escrivies. El que hi ha ara és al costat del que has escrit."))


def _back(case: Case, fet: str | None = None) -> Answer:
    return redirect(url_for("cases.file", reference=case.reference, fet=fet, _anchor="company"), ONCE_DONE)
