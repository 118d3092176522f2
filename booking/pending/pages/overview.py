"""The list: everything that needs a hand, what has waited longest on top."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, render_template, request, url_for

from access import for_roles
from booking.board.addresses import place_code
from booking.coordinate.rules import Place
from booking.models import Appointment
from booking.pages.phones import readable
from booking.pending.find import (
    AT_MOST,
    differing,
    letters_not_sent,
    meetings_not_made,
    not_closed,
    not_told,
    old_readings,
    oldest_first,
    orphans,
)
from booking.pending.matters import Differs, Ending, Matter
from booking.pending.pages.routes import Answer, now, routes, settings
from booking.pending.pages.words import NOBODY_THERE, words_for
from cases.falling_due import FallingDue, falling_due
from cases.papers.waiting import NotScanned, not_scanned
from cases.unsent import Unsent, unsent
from database import db
from doctor.credential import look_at_credential
from outside import tenant_of
from staff.pages.guard import staff
from teams import GraphProblem

DONE = ("retried", "retried_all", "renewed", "told", "corrected", "reading", "subscribed", "put_back", "over")
"""What an action may tell of itself on the list."""


@routes.get("/pendents")
@for_roles("coordinator", "administrator")
def overview() -> Answer:
    """What needs a hand, or "Tot al dia"."""
    office_id, moment = staff().office_id, now()
    matters = [] if office_id is None else _matters(office_id, moment)
    done = request.args.get("fet")
    return render_template(
        "pending/list.html",
        has_office=office_id is not None,
        matters=matters,
        kinds=[one.kind for one in matters],
        at_most=AT_MOST,
        checked_at=moment,
        done=done if done in DONE else None,
        words_for=words_for,
        nobody_there=NOBODY_THERE,
        phone=readable,
        page_of=page_of,
        take_new_time=take_new_time,
    )


def page_of(endpoint: str, appointment: Appointment) -> str | None:
    """Address of another page about the appointment, where this installation has that page."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, reference=appointment.reference)


def take_new_time(one: Differs) -> str | None:
    """Address of the question whether to move the call to where it stands in Outlook; none where that cannot be."""
    starts_at = one.divergence.starts_at
    if starts_at is None or starts_at <= now():
        return None
    place = Place(one.appointment.technician_id, starts_at)
    return url_for("board.confirm_move", reference=one.appointment.reference, lloc=place_code(place))


def _matters(office_id: int, moment: datetime) -> list[Matter | FallingDue | NotScanned | Unsent]:
    session = db.session()
    found: list[Matter | FallingDue | NotScanned | Unsent] = [
        *_ending(moment),
        *meetings_not_made(session, office_id, moment),
        *letters_not_sent(session, office_id, moment),
        *differing(session, office_id, moment),
        *orphans(session, office_id, moment),
        *not_closed(session, office_id, moment),
        *falling_due(session, office_id, moment, settings().office_timezone),
        *not_scanned(session, office_id, moment),
        *unsent(session, office_id, moment),
    ]
    if settings().outlook_busy:
        found += old_readings(session, office_id, moment)
    if settings().graph_notifications:
        found += not_told(session, office_id, moment)
    return oldest_first(found)


def _ending(moment: datetime) -> list[Ending]:
    """Secret or certificate, from thirty days before its end. One without a known end is the doctor's business."""
    try:
        credential = look_at_credential(settings(), tenant_of(settings()), moment)
    except GraphProblem:
        return [Ending(None, "certificate", None)]
    return [Ending(None, credential.subject, credential.days)] if credential.ends_soon else []
