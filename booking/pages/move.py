"""Moving: another day, another hour, one confirmation. The old hour is kept until the new one is theirs."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template

from access import personal_link
from booking.errors import NotLive, NotOffered, SlotTaken, TooLate, TooManyMoves
from booking.free_times import Hour, hours_between, nearest_hours
from booking.hold import hold
from booking.models import Slot
from booking.pages.answers import ONCE_DONE, Answer, to_appointment
from booking.pages.choice import can_be_asked_for, days_to_choose, hours_to_choose
from booking.pages.lookup import slot_of
from booking.pages.moving import Moving
from booking.pages.routes import routes
from booking.pages.visit import hold_times, holder_from_now_on, now
from booking.reschedule import reschedule
from database import db
from forms.moving import MoveForm
from request_limits import FORMS, limiter
from web.security import personal


@routes.get("/c/<token:token>/canvia")
@personal
@personal_link
def move(token: str) -> Answer:
    """The days that have hours; or why the appointment cannot be moved."""
    return _days_page(Moving.of(token))


@routes.get("/c/<token:token>/canvia/<day:day>")
@personal
@personal_link
def move_hours(token: str, day: date) -> Answer:
    """The hours of a day."""
    moving = Moving.of(token)
    if moving.refused:
        return redirect(moving.days_url())
    if not can_be_asked_for(moving.search(), day):
        return _days_page(moving, "day"), 404
    return render_template(
        "booking/move_hours.html",
        **moving.common(),
        **hours_to_choose(moving.search(), day, moving.day_url),
        days_url=moving.days_url(),
        back_url=moving.days_url(),
    )


@routes.post("/c/<token:token>/canvia/<slot:slot_id>/guarda")
@limiter.limit(FORMS)
@personal
@personal_link
def hold_new_hour(token: str, slot_id: int) -> Answer:
    """Hold the new hour beside the old one. When it cannot be had, the next page says so and offers others."""
    moving = Moving.of(token)
    one, url = moving.view.appointment, moving.confirm_url(slot_id)
    if moving.is_at(slot_of(slot_id, one.office_id)):
        return to_appointment(token)
    if moving.refused:
        return redirect(moving.days_url(), ONCE_DONE)
    try:
        claim = hold(slot_id, one.service_id, holder_from_now_on(), now(), hold_times(), one.technician_id)
    except (SlotTaken, NotOffered):
        return redirect(url, ONCE_DONE)
    return redirect(url.replace(f"/{slot_id}", f"/{claim.slot_id}"), ONCE_DONE)


@routes.get("/c/<token:token>/canvia/<slot:slot_id>")
@personal
@personal_link
def confirm_move(token: str, slot_id: int) -> Answer:
    """The old hour, the new one, and one question."""
    moving = Moving.of(token)
    slot = slot_of(slot_id, moving.view.appointment.office_id)
    if moving.is_at(slot):
        return to_appointment(token)
    if moving.refused:
        return redirect(moving.days_url())
    search, start = moving.search(), slot.starts_at
    if hours_between(db.session(), search, start, start):
        return _confirm_page(moving, slot)
    return _confirm_page(moving, slot, nearest_hours(db.session(), search, start)), 409


@routes.post("/c/<token:token>/canvia/<slot:slot_id>")
@limiter.limit(FORMS)
@personal
@personal_link
def move_now(token: str, slot_id: int) -> Answer:
    """Move, or keep the old hour and say why."""
    moving, form = Moving.of(token), MoveForm()
    chosen = slot_of(form.slot.data or slot_id, moving.view.appointment.office_id)
    if moving.is_at(chosen):
        return to_appointment(token)
    try:
        reschedule(moving.view.appointment.id, chosen.id, holder_from_now_on(), now())
    except (NotLive, TooLate, TooManyMoves):
        return _days_page(Moving.of(token)), 409
    except NotOffered:
        return _days_page(Moving.of(token), "hour"), 409
    except SlotTaken as taken:
        return _confirm_page(Moving.of(token), chosen, taken.nearest), 409
    return to_appointment(token)


def _days_page(moving: Moving, not_offered: str | None = None) -> str:
    refused = moving.refused
    try:
        choice = {} if refused else days_to_choose(moving.search(), moving.day_url, moving.days_url)
    except NotOffered:
        refused, choice = "withdrawn", {}
    return render_template(
        "booking/move_days.html",
        **moving.common(),
        **choice,
        refused=refused,
        not_offered=not_offered,
        can_cancel=moving.view.can_cancel,
        cancel_url=moving.view.cancel_url,
    )


def _confirm_page(moving: Moving, slot: Slot, alternatives: list[Hour] | None = None) -> str:
    form = MoveForm(formdata=None, slot=slot.id)
    return render_template(
        "booking/move_confirm.html",
        **moving.common(),
        form=form,
        new_starts_at=slot.starts_at,
        alternatives=alternatives,
        back_url=moving.days_url(),
    )
