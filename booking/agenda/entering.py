"""Into the call: one press, which records that the technician is there."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from access import for_roles
from booking.agenda.lines import Line
from booking.agenda.lookup import call_at
from booking.agenda.routes import ONCE_DONE, Answer, now, routes
from booking.attend.start_call import start_call
from booking.errors import NotLive
from staff.pages.guard import staff
from web.security import leads_away, personal


@routes.post("/cites/<reference>/entra")
@leads_away
@personal
@for_roles("technician", of_office=True)
def enter(reference: str) -> Answer:
    """On to the meeting as it is now; to the notes, with the telephone, when there is none."""
    found = call_at(reference)
    try:
        meeting_url = start_call(found.appointment.id, staff().member_id, now())
    except NotLive:
        return render_template("agenda/not_now.html", line=Line.of(call_at(reference), now())), 409
    if meeting_url is None or found.appointment.by_phone:
        return redirect(url_for("agenda.during", reference=found.appointment.reference), ONCE_DONE)
    answer = redirect(meeting_url, ONCE_DONE)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
