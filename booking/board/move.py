"""Moving or reassigning one call: where to, then who hears of it, then the press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for

from access import for_roles
from booking.board.addresses import place_code, place_of
from booking.board.refusals import said
from booking.board.routes import (
    COORDINATORS,
    ONCE_DONE,
    Answer,
    actor,
    appointment_at,
    now,
    routes,
    technicians,
    zone,
)
from booking.coordinate.propose import FreeHours, slots_of
from booking.coordinate.rules import Claimant, Place, Rule, check_place
from booking.coordinate.staff_move import Order, staff_move
from booking.coordinate.telling import Told, can_be_silent, change_of, who_is_told
from booking.errors import NotLive, Refusal
from booking.models import Appointment, Technician
from booking.pages.cards import Card
from booking.pages.office_card import words
from database import db
from forms.coordination import MoveByStaffForm, PlaceForm

NEAREST = 12
"""Hours offered besides those of colleagues at the same hour."""


@routes.get("/cites/<reference>/mou")
@for_roles(*COORDINATORS, of_office=True)
def move(reference: str) -> Answer:
    """Who is free at the same hour, and the nearest hours."""
    return _choose_page(appointment_at(reference), PlaceForm(formdata=None))


@routes.get("/cites/<reference>/mou/confirma")
@for_roles(*COORDINATORS, of_office=True)
def confirm_move(reference: str) -> Answer:
    """What the change means: rules it breaks, and who hears of it. `lloc`, or `tecnic`, `dia` and `hora`."""
    one = appointment_at(reference)
    place, form = _place_asked(one)
    if place is None:
        return _choose_page(one, form), 422
    return _confirm_page(one, place, MoveByStaffForm(formdata=None, revision=one.revision))


@routes.post("/cites/<reference>/mou/confirma")
@for_roles(*COORDINATORS, of_office=True)
def move_now(reference: str) -> Answer:
    """Do it, or say why not."""
    one, form = appointment_at(reference), MoveByStaffForm()
    place, place_form = _place_asked(one)
    if place is None:
        return _choose_page(one, place_form), 422
    if not form.validate():
        return _confirm_page(one, place, form), 422
    order = Order(place, form.seen, actor(), form.reason.data or "", form.silent.data)
    try:
        staff_move(one.id, order, now(), zone())
    except Refusal as refusal:
        return _refused(reference, place, form, refusal), 409
    return redirect(url_for("agenda.call", reference=reference), ONCE_DONE)


@dataclass(frozen=True)
class Option:
    """A place to choose."""

    code: str
    technician: str
    starts_at: datetime
    load: int


def card_of(one: Appointment) -> Card:
    """The stub of an appointment."""
    minutes = (one.ends_at - one.starts_at).seconds // 60
    return Card(one.starts_at, minutes, words(one.service.names), one.municipality.name, one.reference, one.by_phone)


def _place_asked(one: Appointment) -> tuple[Place | None, PlaceForm]:
    """The place that the address means; none when it means none, and then the form says why."""
    chosen = place_of(request.args.get("lloc"))
    form = PlaceForm(request.args if "tecnic" in request.args else None)
    form.tecnic.choices = [(str(each.id), each.name) for each in technicians()]
    if chosen is not None:
        return chosen, form
    if "tecnic" not in request.args:
        form.say_that_nothing_is_chosen()
        return None, form
    if not form.validate():
        return None, form
    return Place(int(form.tecnic.data), form.moment(zone())), form


def _choose_page(one: Appointment, form: PlaceForm) -> str:
    free = FreeHours(db.session(), one.office, [one.starts_at], now())
    names = {each.id: each.name for each in technicians()}
    slots = slots_of(one)
    colleagues = [
        Place(each, one.starts_at)
        for each in free.at(one.starts_at, one.service_id, slots)
        if each != one.technician_id and one.is_live(now())
    ]
    others = [each for each in free.nearest(one.starts_at, one.service_id, slots) if each.starts_at != one.starts_at]

    def option(place: Place) -> Option:
        load = free.load(place.technician_id, place.starts_at)
        return Option(place_code(place), names.get(place.technician_id, ""), place.starts_at, load)

    form.tecnic.choices = [(str(number), name) for number, name in names.items()]
    if form.tecnic.data is None:
        form.tecnic.data, form.dia.data = str(one.technician_id), one.starts_at.astimezone(zone()).date()
        form.hora.data = one.starts_at.astimezone(zone()).time()
    return render_template(
        "coordination/move.html",
        one=one,
        card=card_of(one),
        live=one.is_live(now()),
        colleagues=[option(place) for place in colleagues],
        others=[option(place) for place in sorted(others[:NEAREST], key=lambda place: place.starts_at)],
        form=form,
    )


def _confirm_page(one: Appointment, place: Place, form: MoveByStaffForm, refusal: Refusal | None = None) -> str:
    """The question. When the place cannot be had at all, only why."""
    rules: list[Rule] = []
    told: list[Told] = []
    silence = False
    technician = db.session.get(Technician, place.technician_id)
    try:
        if not one.is_live(now()):
            raise NotLive
        rules = check_place(db.session(), Claimant.of(one, now()), place)
        assert technician is not None  # else the check has refused it
        change = change_of(db.session(), one, technician, place.starts_at, bool(form.silent.data))
        told, silence = who_is_told(change), can_be_silent(change)
    except Refusal as impossible:
        refusal = refusal or impossible
    ours = technician is not None and technician.office_id == one.office_id
    return render_template(
        "coordination/move_confirm.html",
        one=one,
        card=card_of(one),
        place=place,
        technician=technician.name if technician is not None and ours else None,
        possible=bool(told),
        rules=rules,
        told=told,
        can_be_silent=silence,
        needs_reason=bool(rules),
        refused=said(refusal) if refusal else None,
        form=form,
    )


def _refused(reference: str, place: Place, form: MoveByStaffForm, refusal: Refusal) -> str:
    """As things stand now, which may be how a colleague left them a moment ago."""
    one = appointment_at(reference)
    form.revision.data = str(one.revision)
    return _confirm_page(one, place, form, refusal)
