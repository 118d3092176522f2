"""Weekly hours of each technician: what a change would do is shown before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
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
    technician_at,
    technicians,
    today,
)
from booking.coordinate.hours import HoursPreview, Row, Week, edit_hours, fingerprint, hours_on, preview_hours
from booking.coordinate.leave import come_back, leave
from booking.errors import Refusal
from booking.models import Appointment, Service, Technician, WorkingHours, technician_service
from booking.pages.office_card import words
from database import db
from forms.coordination_hours import HoursForm


@routes.get("/horaris")
@for_roles(*COORDINATORS)
def all_hours() -> Answer:
    """Everybody's week at a glance."""
    people = technicians()
    rules = db.session.scalars(
        select(WorkingHours)
        .where(
            WorkingHours.technician_id.in_([one.id for one in people]),
            (WorkingHours.valid_until.is_(None)) | (WorkingHours.valid_until >= today()),
        )
        .order_by(WorkingHours.valid_from, WorkingHours.weekday, WorkingHours.starts)
    ).all()
    of_each = {one.id: [rule for rule in rules if rule.technician_id == one.id] for one in people}
    left = select(Technician).where(Technician.office_id == office().id, Technician.left_at.is_not(None))
    gone = db.session.scalars(left.order_by(Technician.name)).all()
    return render_template("coordination/all_hours.html", people=people, rules=of_each, today=today(), gone=gone)


@routes.get("/horaris/<number:technician_id>")
@for_roles(*COORDINATORS, of_office=True)
def hours(technician_id: int) -> Answer:
    """The week as it is, to be changed."""
    technician = technician_at(technician_id)
    return _page(technician, _form_of(technician))


@routes.post("/horaris/<number:technician_id>")
@for_roles(*COORDINATORS, of_office=True)
def change_hours(technician_id: int) -> Answer:
    """One more row (`afegeix`), what it would do (`mira`), or save it."""
    technician, form = technician_at(technician_id), HoursForm()
    form.offer_services(_services(technician))
    if "afegeix" in request.form:
        form.add_row()
        form.offer_services(_services(technician))
        return _page(technician, form)
    if not form.validate():
        return _page(technician, form), 422
    try:
        week = _week(technician, form)
        if "desa" in request.form:
            edit_hours(week, form.seen.data or "", actor(), now(), publishing())
            return redirect(url_for("board.hours", technician_id=technician_id, fet=1), ONCE_DONE)
        return _page(technician, form, preview=preview_hours(db.session(), week, now(), publishing()))
    except ValueError as missing:
        row = int(missing.args[0]) + 1
        return _page(technician, form, refused=_("A la franja %(row)s li falten les hores.", row=row)), 422
    except Refusal as refusal:
        return _page(technician_at(technician_id), form, refused=said(refusal)), 409


@routes.post("/horaris/<number:technician_id>/plega")
@for_roles(*COORDINATORS, of_office=True)
def technician_leaves(technician_id: int) -> Answer:
    """Works here no more: on to their calls, which somebody else must take."""
    technician = technician_at(technician_id)
    try:
        leave(technician.id, actor(), now(), publishing())
    except Refusal as refusal:
        return _page(technician, _form_of(technician), refused=said(refusal)), 409
    return redirect(url_for("board.spread", tecnic=technician_id, fet="plega"), ONCE_DONE)


@routes.post("/horaris/<number:technician_id>/torna")
@for_roles(*COORDINATORS, of_office=True)
def technician_comes_back(technician_id: int) -> Answer:
    """Works here again, with the hours of before."""
    come_back(technician_at(technician_id).id, actor(), now(), publishing())
    return redirect(url_for("board.hours", technician_id=technician_id), ONCE_DONE)


def _form_of(technician: Technician) -> HoursForm:
    form = HoursForm(formdata=None)
    rules = hours_on(db.session(), technician.id, today())
    present = [rule for rule in rules if rule.valid_from <= today()] or rules
    rows = [(rule.weekday, rule.starts, rule.ends, rule.service_id) for rule in present]
    form.show(sorted(rows, key=lambda row: row[:2]), today(), fingerprint(rules))
    if not rows:
        form.add_row()
    form.offer_services(_services(technician))
    return form


def _services(technician: Technician) -> list[tuple[str, str]]:
    given = db.session.scalars(
        select(Service)
        .join(technician_service, technician_service.c.service_id == Service.id)
        .where(technician_service.c.technician_id == technician.id, Service.withdrawn_at.is_(None))
        .order_by(Service.position, Service.id)
    )
    return [("", _("Qualsevol dels seus")), *((str(one.id), words(one.names)) for one in given)]


def _week(technician: Technician, form: HoursForm) -> Week:
    assert form.valid_from.data is not None
    return Week(technician.id, [Row(*stretch) for stretch in form.stretches], form.valid_from.data)


def _page(
    technician: Technician, form: HoursForm, refused: str | None = None, preview: HoursPreview | None = None
) -> str:
    outside: Sequence[Appointment] = []
    if preview is not None and preview.outside:
        outside = db.session.scalars(
            select(Appointment).where(Appointment.id.in_(preview.outside)).order_by(Appointment.starts_at)
        ).all()
    rules = hours_on(db.session(), technician.id, today())
    return render_template(
        "coordination/hours.html",
        technician=technician,
        form=form,
        refused=refused,
        preview=preview,
        outside=outside,
        later=[rule for rule in rules if rule.valid_from > today()],
    )
