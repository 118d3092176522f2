"""Step 4: details, check, confirm. What is typed lies in the browser, and only the last press stores it."""

from __future__ import annotations

from contextlib import suppress

from flask import redirect, request
from werkzeug.datastructures import MultiDict

from access import public
from booking.errors import NotOffered, SlotTaken, TooManyAppointments
from booking.pages.answers import ONCE_DONE, Answer, to_appointment
from booking.pages.details_page import check_page, details_page, lost_page
from booking.pages.draft import Typed, draft_of, keep_draft
from booking.pages.filling import Filling
from booking.pages.lookup import offer_of, slot_of
from booking.pages.routes import routes
from booking.pages.visit import remember_booking
from forms.booking import DetailsForm
from request_limits import FORMS, limiter
from web.languages import current_language, show_as
from web.security import personal, personal_answer

IN_BETWEEN = {"more_time", "more_hours", "edit", "lang"}
"""Buttons that are pressed in the middle of typing: nothing is said of what is still wrong."""


@routes.get("/cita/<slot:slot_id>/dades")
@public
def details(slot_id: int) -> Answer:
    """The form. While empty a browser may keep it: it holds nothing personal, and Back must show it as it was left."""
    typed = draft_of(slot_id)
    filling = _filling(slot_id, _form_of(typed))
    if token := _booked(filling, typed):
        return to_appointment(token)
    if typed is not None:
        personal_answer()
    return _as_typed(filling, typed)


@routes.get("/cita/<slot:slot_id>/revisa")
@personal
@public
def check(slot_id: int) -> Answer:
    """What was typed, to look over; or back to the form, where something is to be mended."""
    typed = draft_of(slot_id)
    filling = _filling(slot_id, _form_of(typed))
    if token := _booked(filling, typed):
        return to_appointment(token)
    if typed is None or not filling.can_be_had() or not filling.form.validate():
        return redirect(filling.offer.details_url(slot_id), ONCE_DONE)
    show_as(filling.offer.details_url(slot_id))  # where its buttons lead
    return check_page(filling)


@routes.post("/cita/<slot:slot_id>/dades")
@limiter.limit(FORMS)
@personal
@public
def fill_in(slot_id: int) -> Answer:
    """Every button of the form: go on, confirm, more time, more hours, change an answer, another language."""
    filling = _filling(slot_id, DetailsForm())
    if token := _booked(filling, request.form):
        _empty_draft(slot_id, filling)
        return to_appointment(token)
    if "confirm" in request.form and filling.form.validate():
        return _confirm(slot_id, filling)
    if "more_hours" not in request.form:
        with suppress(SlotTaken, NotOffered):  # the next page says so
            filling.keep()
    return _next_page(slot_id, filling)


def typed_again(slot_id: int) -> Answer:
    """The form came without its token (cookies lost, page very old): nothing is done, and nothing typed is lost."""
    return details_page(_filling(slot_id, DetailsForm()), "not_ours"), 400


def _confirm(slot_id: int, filling: Filling) -> Answer:
    """Book. Whoever was too slow sees it in the answer itself."""
    try:
        booked = filling.confirm()
    except TooManyAppointments:
        return details_page(filling, "too_many"), 409
    except (SlotTaken, NotOffered):
        return lost_page(filling)
    remember_booking(booked.appointment_id)
    _empty_draft(slot_id, filling)
    return to_appointment(booked.token)


def _empty_draft(slot_id: int, filling: Filling) -> None:
    """What is left is the key of the form, by which Back finds the appointment."""
    keep_draft(slot_id, MultiDict({"once_key": filling.form.once_key.data or ""}))


def _next_page(slot_id: int, filling: Filling) -> Answer:
    """On to the page that shows what was typed; where that is too much for a cookie, the page itself."""
    form = filling.form
    if form.language.data == request.form.get("shown_in"):
        form.language.data = current_language()  # whoever leaves a language need not say so twice
    pressed = request.form.keys()
    goes_on = request.form.get("shown") == "check" if "lang" in pressed else not pressed & IN_BETWEEN
    checked = goes_on and filling.can_be_had() and form.validate()
    typed = _typed(form)
    if keep_draft(slot_id, typed):
        offer = filling.offer
        return redirect(offer.check_url(slot_id) if checked else offer.details_url(slot_id), ONCE_DONE)
    return check_page(filling) if checked else _as_typed(filling, typed)


def _as_typed(filling: Filling, typed: Typed | None) -> Answer:
    """The form. What is wrong with it is said only to whoever wanted to go on."""
    pressed = typed.keys() if typed else set()
    if not filling.can_be_had():
        return lost_page(filling, more="more_hours" in pressed)
    if not pressed or pressed & IN_BETWEEN or filling.form.validate():
        return details_page(filling)
    return details_page(filling), 422


def _typed(form: DetailsForm) -> Typed:
    """The form as it was sent, but for what has become of it since."""
    typed = request.form.copy()
    typed.poplist("csrf_token")
    for field in (form.language, form.once_key, form.slot):
        if field.data:
            typed[field.name] = field.data
    return typed


def _form_of(typed: Typed | None) -> DetailsForm:
    return DetailsForm(formdata=typed, language=current_language(), meta={"csrf": False})


def _booked(filling: Filling, typed: Typed | None) -> str | None:
    """Token of the appointment that this form, or this browser, has made already."""
    return (filling.booked_by_this_form() if typed else None) or filling.booked_by_this_browser()


def _filling(slot_id: int, form: DetailsForm) -> Filling:
    offer = offer_of(request.args.get("municipi", ""), request.args.get("servei", ""))
    return Filling(offer, slot_of(form.chosen_slot or slot_id, offer.terms.office_id), form)
