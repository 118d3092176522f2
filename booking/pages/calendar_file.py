"""The appointment as a file for the person's calendar: the same object that the mails carry."""

from __future__ import annotations

from flask import Response, current_app, redirect, url_for

from access import personal_link
from booking.pages.answers import Answer
from booking.pages.lookup import appointment_of
from booking.pages.routes import routes
from booking.pages.visit import now, settings
from database import db
from web.security import personal


@routes.get("/c/<token:token>/cita.ics")
@personal
@personal_link
def calendar_file(token: str) -> Answer:
    """Same UID and SEQUENCE as mailed, so that a calendar that has the entry already changes nothing.

    Of a cancelled appointment there is nothing to add to a calendar: the page says how things stand.
    """
    from booking.letters import LetterPen  # with all that writes mail, which no other page of the site needs

    appointment = appointment_of(token)
    if appointment.cancelled_at is not None:
        return redirect(url_for(".appointment", token=token))
    pen = LetterPen(settings(), current_app._get_current_object())  # type: ignore[attr-defined]  # of the proxy
    ics = pen.calendar_file(db.session(), appointment, now())
    answer = Response(ics, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="cita.ics"'
    return answer
