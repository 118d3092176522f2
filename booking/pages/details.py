"""Step 4: details, check, confirm. What is typed travels in the form, and only the last press stores it."""

from __future__ import annotations

from flask import request

from access import public
from booking.errors import NotOffered, SlotTaken, TooManyAppointments
from booking.pages.answers import Answer, to_appointment
from booking.pages.details_page import check_page, details_page, lost_page
from booking.pages.filling import Filling
from booking.pages.lookup import offer_of, slot_of
from booking.pages.routes import routes
from booking.pages.visit import remember_booking
from forms.booking import DetailsForm
from request_limits import FORMS, limiter
from web.languages import current_language
from web.security import personal


@routes.get("/cita/<slot:slot_id>/dades")
@public
def details(slot_id: int) -> Answer:
    """The empty form. A browser may keep it: it holds nothing personal, and Back must show it as it was left."""
    filling = _filling(slot_id, DetailsForm(formdata=None, language=current_language()))
    if token := filling.booked_by_this_browser():
        return to_appointment(token)
    if filling.held_until() or filling.is_free():
        return details_page(filling)
    return lost_page(filling)


@routes.post("/cita/<slot:slot_id>/dades")
@limiter.limit(FORMS)
@personal
@public
def fill_in(slot_id: int) -> Answer:
    """Every button of the form: go on, confirm, more time, more hours, change an answer, another language."""
    filling = _filling(slot_id, DetailsForm())
    if token := filling.booked_by_this_form() or filling.booked_by_this_browser():
        return to_appointment(token)
    try:
        if "confirm" in request.form and filling.form.validate():
            booked = filling.confirm()
            remember_booking(booked.appointment_id)
            return to_appointment(booked.token)
        if "more_hours" in request.form:
            return lost_page(filling, more=True)
        filling.keep()
    except TooManyAppointments:
        return details_page(filling, "too_many"), 409
    except (SlotTaken, NotOffered):
        return lost_page(filling)
    return _next_page(filling)


def typed_again(slot_id: int) -> Answer:
    """The form came without its token (cookies lost, page very old): nothing is done, and nothing typed is lost."""
    return details_page(_filling(slot_id, DetailsForm()), "not_ours"), 400


def _next_page(filling: Filling) -> Answer:
    """What was typed is looked at only when the person wants to go on."""
    if request.form.keys() & {"more_time", "edit"}:
        return details_page(filling)
    if "lang" in request.form and request.form.get("shown") != "check":
        return details_page(filling)
    if not filling.form.validate():
        return details_page(filling), 422
    return check_page(filling)


def _filling(slot_id: int, form: DetailsForm) -> Filling:
    offer = offer_of(request.args.get("municipi", ""), request.args.get("servei", ""))
    return Filling(offer, slot_of(form.chosen_slot or slot_id, offer.terms.office_id), form)
