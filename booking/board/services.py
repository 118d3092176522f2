"""The services of the office."""

from __future__ import annotations

from flask import redirect, render_template, url_for
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
)
from booking.coordinate.services import ServiceDetails, add_service, details_of, edit_service
from booking.errors import Refusal
from booking.models import Service
from booking.pages.office_card import words
from database import db
from forms.coordination_office import ServiceForm
from staff.pages.guard import only_of_office


@routes.get("/serveis")
@for_roles(*COORDINATORS)
def services() -> Answer:
    """All of them, those that are not offered any more too."""
    rows = db.session.scalars(
        select(Service).where(Service.office_id == office().id).order_by(Service.position, Service.id)
    ).all()
    return render_template("coordination/services.html", services=rows, words=words)


@routes.get("/serveis/nou")
@for_roles(*COORDINATORS)
def new_service() -> Answer:
    """An empty form."""
    office()
    return _page(_form(ServiceForm(formdata=None, slots=1, position=0)))


@routes.post("/serveis/nou")
@for_roles(*COORDINATORS)
def create_service() -> Answer:
    """Offer it."""
    office_id, form = office().id, _form(ServiceForm())
    if not form.validate():
        return _page(form), 422
    try:
        add_service(office_id, _details(form), actor(), now(), publishing())
    except Refusal as refusal:
        return _page(form, refusal=refusal), 409
    return redirect(url_for("board.services"), ONCE_DONE)


@routes.get("/serveis/<number:service_id>")
@for_roles(*COORDINATORS, of_office=True)
def service(service_id: int) -> Answer:
    """One service as it is."""
    one = _service(service_id)
    details = details_of(db.session(), one)
    form = ServiceForm(
        formdata=None,
        slug=details.slug,
        slots=details.slots,
        position=details.position,
        technicians=[str(each) for each in details.technicians],
        withdrawn=details.withdrawn,
        seen=details.fingerprint,
    )
    form.show(details.names, details.descriptions)
    return _page(_form(form), one)


@routes.post("/serveis/<number:service_id>")
@for_roles(*COORDINATORS, of_office=True)
def change_service(service_id: int) -> Answer:
    """Save it."""
    one, form = _service(service_id), _form(ServiceForm())
    if not form.validate():
        return _page(form, one), 422
    try:
        edit_service(one.office_id, service_id, _details(form), form.seen.data or "", actor(), now(), publishing())
    except Refusal as refusal:
        return _page(form, _service(service_id), refusal), 409
    return redirect(url_for("board.services"), ONCE_DONE)


def _service(service_id: int) -> Service:
    one = db.session.get(Service, service_id)
    only_of_office(one.office_id if one is not None else 0)
    assert one is not None
    return one


def _form(form: ServiceForm) -> ServiceForm:
    form.technicians.choices = [(str(one.id), one.name) for one in technicians()]
    return form


def _details(form: ServiceForm) -> ServiceDetails:
    return ServiceDetails(
        slug=form.slug.data or "",
        names=form.words("name"),
        descriptions=form.words("description"),
        slots=form.slots.data or 1,
        position=form.position.data or 0,
        technicians=frozenset(int(one) for one in form.technicians.data or []),
        withdrawn=bool(form.withdrawn.data),
    )


def _page(form: ServiceForm, one: Service | None = None, refusal: Refusal | None = None) -> str:
    return render_template(
        "coordination/service.html", form=form, one=one, words=words, refused=said(refusal) if refusal else None
    )
