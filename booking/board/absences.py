"""Absences: who is away, and what becomes of their calls."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, url_for
from sqlalchemy import select

from access import for_roles
from booking.board.refusals import said
from booking.board.routes import (
    COORDINATORS,
    ONCE_DONE,
    Answer,
    actor,
    now,
    office,
    publishing,
    routes,
    technicians,
    zone,
)
from booking.coordinate.absences import Away, check_absence, end_absence, record_absence
from booking.coordinate.propose import Proposal
from booking.coordinate.touched import proposals_for
from booking.errors import Refusal
from booking.models import Absence, Technician
from database import db
from forms.coordination_many import AbsenceForm
from staff.pages.guard import only_of_office


@routes.get("/absencies")
@for_roles(*COORDINATORS)
def absences() -> Answer:
    """The form, and the absences that there are and that are coming."""
    form = AbsenceForm(formdata=None)
    form.who.choices = _choices()
    asked = request.args.get("tecnic")
    form.who.data = [asked] if asked in dict(form.who.choices) else []
    return _page(form)


@routes.post("/absencies")
@for_roles(*COORDINATORS)
def absent() -> Answer:
    """Look at the calls touched (`mira`), or put it on file and go on to them."""
    form = AbsenceForm()
    form.who.choices = _choices()
    if not form.validate():
        return _page(form), 422
    away = Away([int(one) for one in form.who.data or []], *form.span(zone()), kind=form.kind.data)
    try:
        check_absence(away, now())
        if "mira" in request.form:
            touched = proposals_for(db.session(), office(), away.technicians, away.starts_at, away.ends_at, now())
            return _page(form, touched=touched)
        ids = record_absence(office().id, away, actor(), now(), publishing())
    except Refusal as refusal:
        return _page(form, refusal), 409
    return redirect(url_for("board.spread", absencia=ids, fet="absencia"), ONCE_DONE)


@routes.post("/absencies/<number:absence_id>/acaba")
@for_roles(*COORDINATORS, of_office=True)
def back_from_absence(absence_id: int) -> Answer:
    """Back, or not going."""
    row = db.session.execute(
        select(Technician.office_id)
        .join(Absence, Absence.technician_id == Technician.id)
        .where(Absence.id == absence_id)
    ).first()
    only_of_office(row.office_id if row is not None else 0)
    try:
        end_absence(office().id, absence_id, actor(), now(), publishing())
    except Refusal as refusal:
        form = AbsenceForm(formdata=None)
        form.who.choices = _choices()
        return _page(form, refusal), 409
    return redirect(url_for("board.absences"), ONCE_DONE)


def _choices() -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in technicians()]


def _page(form: AbsenceForm, refusal: Refusal | None = None, touched: list[Proposal] | None = None) -> str:
    names = {one.id: one.name for one in technicians()}
    return render_template(
        "coordination/absences.html",
        form=form,
        refused=said(refusal) if refusal else None,
        touched=touched,
        names=names,
        absences=_present(now()),
        now=now(),
    )


def _present(moment: datetime) -> list[tuple[Absence, str]]:
    """Absences of the office that are not over, with the name of whom."""
    rows = db.session.execute(
        select(Absence, Technician.name)
        .join(Technician, Technician.id == Absence.technician_id)
        .where(Technician.office_id == office().id, Absence.ends_at > moment)
        .order_by(Absence.starts_at, Absence.id)
    )
    return [(absence, name) for absence, name in rows]
