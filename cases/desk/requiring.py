"""Requiring documents: the demand, its notification, more time, and what came of it."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_babel import gettext as _

from access import for_roles
from booking.agenda.routes import Answer
from booking.pages.visit import now
from cases.desk.acting import MAY_ACT, act, act_page, press, shown, today, zone
from cases.desk.documents_view import papers_to_choose
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.document_words import DOCUMENTS
from cases.look_at_papers import look_at_papers
from cases.models import Case, Notified, Requirement
from cases.notification import Days
from cases.notify import last_resolution, notify_requirement, notify_resolution
from cases.require_documents import Demand, extend_time, meet_requirement, require_documents, want_the_rest
from cases.requirements import WAITING, deadline_of, open_requirement
from cases.states import STATES, moves_from
from database import db
from forms.cases_state import ExtensionForm, NotificationForm, RequirementForm, RestForm, SeenForm
from forms.fields import SelectChoice
from staff.pages.guard import staff
from web.security import personal

OURS = ("delivery_receipt", "letter", "agreement")
"""Kinds of document that the office makes, and nobody is asked for."""


@routes.get("/expedients/<reference>/requeriment")
@personal
@for_roles(*MAY_ACT, of_office=True)
def requirement(reference: str) -> Answer:
    """What can be required."""
    case = case_at(reference)
    by = case.person.notified_by
    return _demand_page(case, RequirementForm(formdata=None, data={**shown(case), "notified_by": by}))


@routes.post("/expedients/<reference>/requeriment")
@personal
@for_roles(*MAY_ACT, of_office=True)
def require(reference: str) -> Answer:
    """Require it."""
    form = _with_documents(RequirementForm())

    def do(case: Case) -> None:
        demand = Demand(
            form.purpose.data,
            tuple(form.documents.data or ()),
            form.text.data or "",
            form.notified_by.data,
            form.deposited_on.data,
        )
        seen = form.seen_state.data or ""
        require_documents(case.id, demand, staff().member_id, now(), seen, zone(), seen_papers=form.papers)

    return act(reference, form, do, _demand_page)


@routes.post("/expedients/<reference>/requeriment/complert")
@personal
@for_roles(*MAY_ACT, of_office=True)
def met(reference: str) -> Answer:
    """All of it came."""
    form = SeenForm()

    def do(case: Case) -> None:
        meet_requirement(case.id, form.requirement_id, staff().member_id, now(), zone(), seen_papers=form.papers)

    return press(reference, do, _refused)


@routes.get("/expedients/<reference>/requeriment/falta")
@personal
@for_roles(*MAY_ACT, of_office=True)
def rest(reference: str) -> Answer:
    """What is missing still."""
    case = case_at(reference)
    return _rest_page(case, RestForm(formdata=None, data=shown(case)))


@routes.post("/expedients/<reference>/requeriment/falta")
@personal
@for_roles(*MAY_ACT, of_office=True)
def want_rest(reference: str) -> Answer:
    """Tell the person."""
    form = RestForm()

    def do(case: Case) -> None:
        want_the_rest(case.id, form.requirement_id, form.told.data or "", staff().member_id, now(), form.papers)

    return act(reference, form, do, _rest_page)


@routes.post("/expedients/<reference>/documents/mirats")
@personal
@for_roles(*MAY_ACT, of_office=True)
def papers_looked_at(reference: str) -> Answer:
    """Somebody has looked at what nobody had required."""
    form = SeenForm()

    def do(case: Case) -> None:
        look_at_papers(case.id, staff().member_id, now(), form.papers)

    return press(reference, do, _refused)


@routes.get("/expedients/<reference>/notificacio")
@personal
@for_roles(*MAY_ACT, of_office=True)
def notification(reference: str) -> Answer:
    """The days that are known; with `rebutjada`, the one that is suggested too."""
    case = case_at(reference)
    what = _notified(case)
    days = Days(None) if what is None else Days(what.deposited_on, what.opened_on, what.rejected_on)
    rejected_on = days.rejected_on or _day(request.args.get("rebutjada", ""))
    form = NotificationForm(
        formdata=None,
        data={
            **shown(case),
            "deposited_on": days.deposited_on,
            "opened_on": days.opened_on,
            "rejected_on": rejected_on,
        },
    )
    return _notification_page(case, form)


@routes.post("/expedients/<reference>/notificacio")
@personal
@for_roles(*MAY_ACT, of_office=True)
def notify(reference: str) -> Answer:
    """Write the days down."""
    form = NotificationForm()
    form.today = today()

    def do(case: Case) -> None:
        days = Days(form.deposited_on.data, form.opened_on.data, form.rejected_on.data)
        receipt = form.receipt.data or ""
        if form.requirement_id:
            notify_requirement(case.id, form.requirement_id, days, receipt, staff().member_id, now(), zone())
        else:
            notify_resolution(case.id, days, receipt, staff().member_id, now(), zone())

    return act(reference, form, do, _notification_page)


@routes.get("/expedients/<reference>/ampliacio")
@personal
@for_roles(*MAY_ACT, of_office=True)
def extension(reference: str) -> Answer:
    """How many days more."""
    case = case_at(reference)
    return _extension_page(case, ExtensionForm(formdata=None, data=shown(case)))


@routes.post("/expedients/<reference>/ampliacio")
@personal
@for_roles(*MAY_ACT, of_office=True)
def extend(reference: str) -> Answer:
    """Give them."""
    form = ExtensionForm()

    def do(case: Case) -> None:
        days, told = int(form.days.data), form.told.data or ""
        extend_time(case.id, form.requirement_id, days, told, staff().member_id, now(), zone())

    return act(reference, form, do, _extension_page)


def _demand_page(case: Case, form: RequirementForm) -> str:
    return act_page(
        "requirement",
        case,
        _with_documents(form),
        is_possible=WAITING in moves_from(case.state),
        target=STATES[WAITING],
    )


def _with_documents(form: RequirementForm) -> RequirementForm:
    form.today = today()
    form.documents.choices = [SelectChoice(kind, words) for kind, words in DOCUMENTS.items() if kind not in OURS]
    return form


def _refused(case: Case, why: str) -> str:
    return act_page("refused", case, None, page_errors=[(why, "")])


def _rest_page(case: Case, form: RestForm) -> str:
    return act_page("rest", case, form, is_wanted=open_requirement(db.session(), case) is not None)


def _notification_page(case: Case, form: NotificationForm) -> str:
    form.receipt.choices = [("", str(_("Cap document"))), *papers_to_choose(case)]
    return act_page("notification", case, form, what=_notified(case))


def _extension_page(case: Case, form: ExtensionForm) -> str:
    requirement = open_requirement(db.session(), case)
    due = deadline_of(db.session(), requirement) if requirement else None
    return act_page("extension", case, form, due_on=due.due_on if due else None)


def _notified(case: Case) -> Notified | None:
    """What the page is about: the requirement that waits, or the resolution that closed the case."""
    found: Requirement | None = open_requirement(db.session(), case)
    return found if case.is_open else last_resolution(db.session(), case.id)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None  # an address that somebody changed suggests nothing
