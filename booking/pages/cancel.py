"""Cancelling: one question, and a press."""

from __future__ import annotations

from flask import render_template

from access import personal_link
from booking.cancel import cancel as cancel_appointment
from booking.errors import NotLive, TooLate
from booking.pages.answers import Answer, to_appointment
from booking.pages.appointment_view import AppointmentView
from booking.pages.lookup import appointment_of
from booking.pages.routes import routes
from booking.pages.visit import now
from forms.cancelling import CancelForm
from web.security import personal


@routes.get("/c/<token:token>/anulla")
@personal
@personal_link
def cancel(token: str) -> Answer:
    """The question; or why there is nothing to ask any more."""
    return _page(token, CancelForm(formdata=None))


@routes.post("/c/<token:token>/anulla")
@personal
@personal_link
def cancel_now(token: str) -> Answer:
    """Cancel. Doing it twice changes nothing."""
    form = CancelForm()
    if not form.validate():
        return _page(token, form), 422
    try:
        cancel_appointment(appointment_of(token).id, form.reason_given, now())
    except (NotLive, TooLate):
        return _page(token, form), 409
    return to_appointment(token)


def _page(token: str, form: CancelForm) -> str:
    view = AppointmentView(appointment_of(token), token, now())
    return render_template(
        "booking/cancel.html",
        form=form,
        card=view.card,
        office=view.office,
        refused=_refusal(view),
        appointment_url=view.url,
        book_again_url=view.book_again_url,
    )


def _refusal(view: AppointmentView) -> str | None:
    if view.state == "cancelled":
        return "cancelled"
    if view.can_cancel:
        return None
    return "too_late" if view.now < view.appointment.starts_at else "begun"
