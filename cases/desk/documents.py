"""Papers of a case, for staff: hand in, open, say what they are, take out. Each look and each change is on record."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from access import changes_on_get, for_roles
from booking.agenda.routes import ONCE_DONE, Answer, now
from cases.desk.documents_view import PapersView, staff_kinds
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.look import look
from cases.mediation import has_access
from cases.models import Case
from cases.pages.give_out import gateways, give_out
from cases.papers.errors import CaseFull, CaseOnHold, PaperGone, StillChecking, TooManyFiles
from cases.papers.inspect import Incoming
from cases.papers.limits import LARGEST_REQUEST
from cases.papers.open_paper import note_opening
from cases.papers.place import Place
from cases.papers.read_papers import Paper, paper_of
from cases.papers.receive import Delivery, Received, receive
from cases.papers.rekind import rekind
from cases.papers.take_out import take_out
from cases.papers.words import why_refused
from database import db
from forms.papers import PaperKindForm, PapersForm, TakeOutForm
from request_limits import takes_files
from staff.pages.guard import staff
from storage import StorageProblem
from web.security import personal
from web.uploads import receive_form


@routes.get("/expedients/<reference>/documents")
@personal
@changes_on_get("who looks at a person's papers is on record")
@for_roles("technician", "coordinator", "administrator", of_office=True)
def papers(reference: str) -> Answer:
    """The papers by themselves."""
    look(case_at(reference).id, staff().member_id, now())
    return papers_page(case_at(reference))


@routes.post("/expedients/<reference>/documents")
@takes_files(LARGEST_REQUEST)
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def add_papers(reference: str) -> Answer:
    """Take what was sent. All well: back to the file; else the page that says what became of each."""
    case = case_at(reference)
    try:
        receive_form()
        form = PapersForm(staff_kinds())
        if not form.validate():
            return papers_page(case, form), 422
        received = _received(case, form)
    except RequestEntityTooLarge:
        return papers_page(case_at(reference), refusal="request_too_large"), 413
    except TooManyFiles:
        return papers_page(case_at(reference), refusal="too_many"), 422
    except CaseFull:
        return papers_page(case_at(reference), refusal="full"), 409
    except StorageProblem:
        return papers_page(case_at(reference), refusal="no_storage"), 503
    if received.refused or received.known:
        return papers_page(case_at(reference), received=received), 200 if received.receipt or received.known else 422
    return _back(reference)


@routes.get("/expedients/<reference>/documents/<document>")
@personal
@changes_on_get("who opens a person's papers is on record")
@for_roles("technician", "coordinator", "administrator", of_office=True)
def open_paper(reference: str, document: str) -> Answer:
    """The file, to be saved."""
    paper = _paper_at(case_at(reference), document)
    try:
        note_opening(paper.document.id, staff().member_id, now())
    except (PaperGone, StillChecking):
        abort(409)
    return give_out(_paper_at(case_at(reference), document).document)


@routes.get("/expedients/<reference>/documents/<document>/canvia")
@personal
@changes_on_get("who looks at a person's papers is on record")
@for_roles("technician", "coordinator", "administrator", of_office=True)
def paper(reference: str, document: str) -> Answer:
    """What it is, and why it might be taken out."""
    _paper_at(case_at(reference), document)
    look(case_at(reference).id, staff().member_id, now())
    case = case_at(reference)
    return _paper_page(case, _paper_at(case, document))


@routes.post("/expedients/<reference>/documents/<document>/mena")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def say_kind(reference: str, document: str) -> Answer:
    """Say what it is, and, for those with access to it, whether it belongs to the mediation."""
    case = case_at(reference)
    found = _paper_at(case, document)
    form = PaperKindForm(staff_kinds())
    if not form.validate():
        return _paper_page(case, found, kind_form=form), 422
    of_mediation = form.of_mediation.data if _sees_mediation(case) else found.document.of_mediation
    try:
        rekind(case.id, found.document.id, form.kind.data, of_mediation, staff().member_id, now())
    except PaperGone:
        abort(409)
    return _back(reference)


@routes.post("/expedients/<reference>/documents/<document>/retira")
@personal
@for_roles("technician", "coordinator", "administrator", of_office=True)
def take_paper_out(reference: str, document: str) -> Answer:
    """Take it out, with the reason."""
    case = case_at(reference)
    found = _paper_at(case, document)
    form = TakeOutForm()
    if not form.validate():
        return _paper_page(case, found, take_out_form=form), 422
    try:
        take_out(case.id, found.document.id, form.reason.data or "", gateways().storage, staff().member_id, now())
    except CaseOnHold:
        case = case_at(reference)
        return _paper_page(case, _paper_at(case, document), on_hold=True), 409
    except PaperGone:
        abort(409)
    return _back(reference)


def papers_page(
    case: Case, form: PapersForm | None = None, *, received: Received | None = None, refusal: str | None = None
) -> str:
    """The papers by themselves. `form`, `received` and `refusal` tell what became of what was sent."""
    return render_template(
        "cases/papers.html",
        case=case,
        papers=PapersView.of(case, form),
        form=form,
        received=received,
        refusal=refusal,
        why_refused=why_refused,
        may_change=True,
    )


def _received(case: Case, form: PapersForm) -> Received:
    papers = gateways()
    files = [Incoming(file.filename or "", file.stream) for file in form.files.data]
    of_mediation = bool(form.of_mediation.data) and _sees_mediation(case)
    delivery = Delivery(form.key, form.kind.data, files, staff().member_id, of_mediation)
    return receive(Place(case_id=case.id), delivery, papers.storage, papers.scanner is not None, now())


def _paper_at(case: Case, reference: str) -> Paper:
    """404 for one of another case, and for one of the mediation that this member may not see."""
    found = paper_of(db.session(), Place(case_id=case.id), reference)
    if found is None or (found.document.of_mediation and not _sees_mediation(case)):
        abort(404)
    return found


def _sees_mediation(case: Case) -> bool:
    return has_access(db.session(), case.id, staff().member_id)


def _paper_page(
    case: Case,
    found: Paper,
    *,
    kind_form: PaperKindForm | None = None,
    take_out_form: TakeOutForm | None = None,
    on_hold: bool = False,
) -> str:
    document = found.document
    return render_template(
        "cases/paper.html",
        case=case,
        paper=found,
        form=kind_form or take_out_form,
        kind_form=kind_form or PaperKindForm(staff_kinds(), formdata=None, obj=document),
        take_out_form=take_out_form or TakeOutForm(formdata=None),
        sees_mediation=_sees_mediation(case),
        on_hold=on_hold,
    )


def _back(reference: str) -> Response:
    return redirect(url_for("cases.file", reference=reference, _anchor="documents"), ONCE_DONE)
