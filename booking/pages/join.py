"""Entering the call: our own waiting page in front of Teams, and the press that records the arrival."""

from __future__ import annotations

from flask import redirect, render_template

from access import personal_link
from booking.arrive import arrive
from booking.attend.calls import present_call, technician_is_in
from booking.errors import NotLive
from booking.pages.answers import ONCE_DONE, Answer
from booking.pages.appointment_view import AppointmentView
from booking.pages.lookup import appointment_of, present_join_url
from booking.pages.routes import routes
from booking.pages.visit import now
from database import db
from web.security import leads_away, personal


@routes.get("/c/<token:token>/entrar")
@leads_away
@personal
@personal_link
def join(token: str) -> Answer:
    """The waiting page. Looking at it records nothing."""
    return _waiting_page(token)


@routes.post("/c/<token:token>/entrar")
@leads_away
@personal
@personal_link
def enter(token: str) -> Answer:
    """The person arrives: on to the meeting as it is now, or the page that says why not."""
    try:
        meeting_url = arrive(appointment_of(token).id, now())
    except NotLive:
        return _waiting_page(token), 409
    if meeting_url is None:
        return _waiting_page(token), 409
    answer = redirect(meeting_url, ONCE_DONE)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _waiting_page(token: str) -> str:
    view = AppointmentView(appointment_of(token), token, now())
    return render_template(
        "booking/join.html",
        card=view.card,
        office=view.office,
        state=view.joining(present_join_url(view.appointment.id)),
        technician_here=technician_is_in(view.appointment, present_call(db.session(), view.appointment)),
        minutes_left=view.minutes_left,
        opens_at=view.opens_at,
        moved_from=view.moved_from,
        phone=view.phone,
        appointment_url=view.url,
        book_again_url=view.book_again_url,
    )
