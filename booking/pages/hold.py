"""Keeping an hour: the press of an hour's button."""

from __future__ import annotations

from flask import redirect, request

from access import public
from booking.errors import NotOffered, SlotTaken
from booking.hold import hold
from booking.pages.answers import ONCE_DONE, Answer
from booking.pages.cards import local
from booking.pages.draft import drop_draft
from booking.pages.lookup import offer_of, slot_of
from booking.pages.routes import routes
from booking.pages.times import days_page, hours_page
from booking.pages.visit import hold_times, holder_from_now_on, now
from request_limits import FORMS, limiter
from web.languages import show_as


@routes.post("/cita/<slot:slot_id>/guarda")
@limiter.limit(FORMS)
@public
def hold_hour(slot_id: int) -> Answer:
    """Hold the hour and go on to the details. Whoever was too slow sees the hours that are left."""
    offer = offer_of(request.form.get("municipi", ""), request.form.get("servei", ""))
    slot = slot_of(slot_id, offer.terms.office_id)
    day = local(slot.starts_at).date()
    try:
        claim = hold(slot_id, offer.terms.service_id, holder_from_now_on(), now(), hold_times())
    except SlotTaken:
        show_as(offer.day_url(day))
        return hours_page(offer, day, lost=True), 409
    except NotOffered:
        show_as(offer.days_url())
        return days_page(offer, refused="hour"), 409
    drop_draft()
    return redirect(offer.details_url(claim.slot_id), ONCE_DONE)
