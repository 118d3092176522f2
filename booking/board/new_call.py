"""A call for somebody on the telephone or at the desk, and the sheet that they take along."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from segno import make
from sqlalchemy import select

from access import for_roles
from booking.board.addresses import place_code, place_of
from booking.board.move import card_of
from booking.board.refusals import said
from booking.board.routes import (
    COORDINATORS,
    ONCE_DONE,
    Answer,
    actor,
    appointment_at,
    now,
    office,
    routes,
    technicians,
    today,
    zone,
)
from booking.book import Guest
from booking.coordinate.book_for_person import StaffRequest, book_for_person, rules_of_booking
from booking.coordinate.errors import ReasonWanted
from booking.coordinate.propose import FreeHours
from booking.coordinate.rules import LEAST_LEFT, Claimant, Place, Rule
from booking.errors import Refusal
from booking.models import SLOT, Appointment, AppointmentLink, Municipality, Service
from booking.pages.cards import Card
from booking.pages.filling import PRIVACY_VERSION
from booking.pages.office_card import OfficeCard, words
from booking.pages.visit import settings
from database import db
from forms.coordination_booking import BookForPersonForm


@dataclass(frozen=True)
class Choice:
    """An hour, and who is free then."""

    starts_at: datetime
    who: list[tuple[str, str]]
    """Address of the form and name of the technician, those with least to do first."""


@routes.get("/cita-nova")
@for_roles(*COORDINATORS)
def new_call() -> Answer:
    """The hours of a day (`dia`), of a service (`servei`), and those that are free right now."""
    offered = list(db.session.scalars(Service.offered_by(office().id)))
    service = _service_asked() or (offered[0] if offered else None)
    day = _day_asked()
    return render_template(
        "coordination/new_call.html",
        services=[(one.id, words(one.names)) for one in offered],
        service=service,
        day=day,
        before=day - timedelta(days=1) if day > today() else None,
        after=day + timedelta(days=1),
        hours=_hours(service, day) if service else [],
        right_now=_right_now(service) if service and day == today() else None,
    )


@routes.get("/cita-nova/<place>")
@for_roles(*COORDINATORS)
def call_details(place: str) -> Answer:
    """Who it is for. `de` is the reference of an earlier call of the same person."""
    form = BookForPersonForm(formdata=None, once_key=secrets.token_urlsafe(16), language="ca")
    earlier = request.args.get("de")
    if earlier:
        _fill_in(form, appointment_at(earlier))
    return _form_page(place, form)


@routes.post("/cita-nova/<place>")
@for_roles(*COORDINATORS)
def book_call(place: str) -> Answer:
    """Book it, and on to the sheet."""
    form = BookForPersonForm()
    form.municipality.choices = _municipalities()
    found, service = place_of(place), _service_asked()
    if found is None or service is None:
        return redirect(url_for("board.new_call"), ONCE_DONE)
    if not form.validate():
        return _form_page(place, form, status=422)
    wanted = StaffRequest(
        office_id=office().id,
        service_id=service.id,
        municipality_id=form.municipality.data,
        place=found,
        once_key=form.once_key.data or secrets.token_urlsafe(16),
        privacy_version=PRIVACY_VERSION,
        reason=form.reason.data or "",
    )
    try:
        booked = book_for_person(wanted, _guest(form), actor(), now(), zone())
    except Refusal as refusal:
        return _form_page(place, form, refusal, status=409)
    reference = db.session.scalar(select(Appointment.reference).where(Appointment.id == booked.appointment_id))
    return redirect(url_for("board.sheet", reference=reference), ONCE_DONE)


@routes.get("/cites/<reference>/full")
@for_roles(*COORDINATORS, of_office=True)
def sheet(reference: str) -> Answer:
    """The call on one sheet of paper, with the address of its page, for people without mail."""
    one = appointment_at(reference)
    link = db.session.scalars(AppointmentLink.current(one.id)).one()
    path = url_for("booking.appointment", token=link.token)
    url = f"{settings().public_url}{path}"
    return render_template(
        "coordination/sheet.html",
        one=one,
        card=card_of(one),
        office=OfficeCard.of(one.office),
        address=url,
        qr_svg=Markup(make(url, micro=False).svg_inline(scale=4, border=2)),  # noqa: S704  # made by us alone
    )


def _day_asked() -> date:
    try:
        asked = date.fromisoformat(request.args.get("dia", ""))
    except ValueError:
        return today()
    return asked if today() <= asked <= today() + timedelta(days=366) else today()


def _hours(service: Service, day: date) -> list[Choice]:
    """Free hours of the day that are still to come."""
    midnight = datetime.combine(day, time(), zone())
    free = FreeHours(db.session(), office(), [midnight], now())
    names = {one.id: one.name for one in technicians()}
    starts = {
        place.starts_at
        for place in free.nearest(midnight, service.id, service.slots, any_time=True)
        if place.starts_at.astimezone(zone()).date() == day
    }
    hour = request.args.get("hora", "")
    at_that_hour = [start for start in starts if f"{start.astimezone(zone()):%H:%M}" == hour.zfill(5)]
    return [
        Choice(start, _links(free.at(start, service.id, service.slots), start, service, names))
        for start in sorted(at_that_hour or starts)
    ]


def _right_now(service: Service) -> Choice:
    """Who is free in the half hour that is running: for whoever stands at the desk."""
    start = now() - (now() - datetime.min.replace(tzinfo=now().tzinfo)) % SLOT
    if start + SLOT - now() < LEAST_LEFT:
        start += SLOT
    free = FreeHours(db.session(), office(), [start], start - timedelta(seconds=1))
    names = {one.id: one.name for one in technicians()}
    return Choice(start, _links(free.at(start, service.id, service.slots), start, service, names))


def _links(found: list[int], start: datetime, service: Service, names: dict[int, str]) -> list[tuple[str, str]]:
    earlier = request.args.get("de")
    return [
        (
            url_for("board.call_details", place=place_code(Place(one, start)), servei=service.id, de=earlier),
            names[one],
        )
        for one in found
        if one in names
    ]


def _service_asked() -> Service | None:
    offered = db.session.scalars(Service.offered_by(office().id))
    return next((one for one in offered if str(one.id) == request.args.get("servei")), None)


def _municipalities() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Municipality.ine_code, Municipality.name)
        .where(Municipality.office_id == office().id)
        .order_by(Municipality.name_sort)
    )
    return [(code, name) for code, name in rows]


def _fill_in(form: BookForPersonForm, earlier: Appointment) -> None:
    person = earlier.person
    form.name.data, form.email.data, form.phone.data = person.name, person.email, person.phone
    form.language.data, form.municipality.data = person.language, earlier.municipality_id
    form.matter.data, form.company.data, form.needs.data = earlier.matter, earlier.company, earlier.needs


def _guest(form: BookForPersonForm) -> Guest:
    return Guest(
        name=form.name.data or "",
        email=form.email.address,
        phone=form.phone.number,
        language=form.language.data,
        matter=form.matter.data or "",
        company=form.company.data or "",
        needs=form.needs.data or [],
    )


def _form_page(code: str, form: BookForPersonForm, refusal: Refusal | None = None, status: int = 200) -> Answer:
    place, service, ours = place_of(code), _service_asked(), office()
    if place is None or service is None:
        return redirect(url_for("board.new_call"))
    form.municipality.choices = _municipalities()
    rules: list[Rule] = list(refusal.rules) if isinstance(refusal, ReasonWanted) else []
    guest = Guest("", form.email.address, form.phone.number, "ca")
    try:
        if not rules and (guest.email or guest.phone or refusal is None):
            rules = _rules(Claimant(ours, service, now()), place, guest)
    except Refusal as impossible:
        refusal = refusal or impossible
    names = {one.id: one.name for one in technicians()}
    minutes = int(service.duration.total_seconds()) // 60
    page = render_template(
        "coordination/call_details.html",
        form=form,
        card=Card(place.starts_at, minutes, words(service.names), "", by_phone=form.by_phone),
        technician=names.get(place.technician_id, ""),
        rules=rules,
        refused=said(refusal) if refusal else None,
        office=OfficeCard.of(ours),
        other_url=url_for(
            "board.new_call", servei=service.id, dia=place.starts_at.astimezone(zone()).date().isoformat()
        ),
    )
    return page, status


def _rules(claimant: Claimant, place: Place, guest: Guest) -> list[Rule]:
    return rules_of_booking(db.session(), claimant, place, guest)
