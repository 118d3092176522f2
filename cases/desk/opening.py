"""Opening a case by hand: what came to the mailbox, to the mobile unit or from a council."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Final

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from access import Role, for_roles
from booking.board.routes import ONCE_DONE, Answer, now, office, technicians, today, zone
from booking.models import Municipality
from booking.pages.office_card import words
from cases.desk.routes import routes
from cases.errors import CaseRefusal
from cases.models import Sector
from cases.open_by_hand import NotServed, Petition, Told, open_by_hand
from cases.open_case import IdentifierTaken
from database import db
from forms.cases_open import OpenForm
from staff.pages.guard import staff
from web.security import personal

OPENERS: Final[tuple[Role, ...]] = ("technician", "coordinator", "administrator")


@routes.get("/expedients/nou")
@for_roles(*OPENERS)
def new() -> Answer:
    """The empty form."""
    form = OpenForm(
        formdata=None,
        once_key=secrets.token_urlsafe(16),
        language="ca",
        requested_on=today(),
        assignee=str(staff().technician_id or ""),
    )
    return _page(form)


@routes.post("/expedients/nou")
@personal
@for_roles(*OPENERS)
def open_new() -> Answer:
    """Open it, and on to its file."""
    form = OpenForm()
    _offer(form)
    form.today = today()
    if not form.validate():
        return _page(form, 422)
    try:
        opened = open_by_hand(_petition(form), _told(form), staff().member_id, now(), zone())
    except CaseRefusal as refusal:
        return _page(form, 409, refusal)
    return redirect(url_for("cases.file", reference=opened.reference), ONCE_DONE)


def _offer(form: OpenForm) -> None:
    """What can be chosen at this office; its own municipalities first."""
    rows = db.session.execute(
        select(Municipality.ine_code, Municipality.name, Municipality.office_id).order_by(Municipality.name_sort)
    )
    towns = [(code, name, office_id == office().id) for code, name, office_id in rows]
    form.municipality.choices = {
        "": [("", "—")],
        _("Els que atenem"): [(code, name) for code, name, ours in towns if ours],
        _("Els altres"): [(code, name) for code, name, ours in towns if not ours],
    }
    sectors = db.session.scalars(select(Sector).where(Sector.withdrawn_at.is_(None)).order_by(Sector.position))
    form.sector.choices = [("", _("Encara no se sap")), *((one.code, words(one.names)) for one in sectors)]
    people = [(str(one.id), one.name) for one in technicians()]
    form.assignee.choices = [("", _("Encara ningú")), *people]


def _petition(form: OpenForm) -> Petition:
    assert form.requested_on.data is not None
    return Petition(
        office_id=office().id,
        once_key=form.once_key.data or "",
        channel=form.channel.data,
        procedure=form.procedure.data,
        municipality_id=form.municipality.data,
        requested_on=form.requested_on.data,
        assignee_id=int(form.assignee.data) if form.assignee.data else None,
        sector_code=form.sector.data or None,
        company_as_told=form.company.data or "",
        facts=form.facts.data or "",
        request=form.request.data or "",
        registry_entry=form.registry_entry.data or None,
        external_id=form.external_id.data or None,
        not_served_known=form.not_served_known.data,
    )


def _told(form: OpenForm) -> Told:
    told = Told(form.name.data or "", form.email.address, form.phone.number, "", form.language.data)
    return replace(told, address=form.address.data or "")


def _page(form: OpenForm, status: int = 200, refusal: CaseRefusal | None = None) -> Answer:
    _offer(form)
    if form.once_key.errors:
        form.once_key.data = secrets.token_urlsafe(16)
    page = render_template(
        "cases/new.html",
        form=form,
        page_errors=[_said(refusal)] if refusal else [],
        not_served=isinstance(refusal, NotServed) or bool(form.not_served_known.data),
        taken=refusal if isinstance(refusal, IdentifierTaken) else None,
    )
    return page, status


def _said(refusal: CaseRefusal) -> tuple[str, str]:
    """A refusal in words, and the field where it is put right."""
    if isinstance(refusal, NotServed):
        sentence = _("La teva oficina no atén aquest municipi. Si l'has d'obrir igualment, marca-ho.")
        return sentence, "not_served_known"
    if isinstance(refusal, IdentifierTaken):
        return _("Aquest número ja és de l'expedient %(number)s.", number=refusal.number), refusal.field
    return _("El tècnic, el sector o el municipi que has triat ja no hi és: torna'l a triar."), "assignee"
