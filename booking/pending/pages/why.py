"""Why a day is empty, rule by rule."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, redirect, render_template, request, url_for

from access import for_roles
from booking.models import Office
from booking.pages.answers import ONCE_DONE
from booking.pages.office_card import words
from booking.pending.pages.routes import Answer, now, routes, settings
from booking.why_empty import why_empty
from database import db
from staff.pages.guard import staff

FARTHEST = timedelta(days=366)
"""Nobody plans farther ahead: such an address was made up."""


@routes.get("/perque")
@for_roles("coordinator", "administrator")
def why_which_day() -> Answer:
    """On to the day that was asked for, else to today."""
    try:
        day = date.fromisoformat(request.args["dia"]) if "dia" in request.args else _today()
    except ValueError:
        abort(404)
    return redirect(url_for(".why", day=day), ONCE_DONE)


@routes.get("/perque/<day:day>")
@for_roles("coordinator", "administrator")
def why(day: date) -> Answer:
    """Which rule takes which hours away."""
    if day > _today() + FARTHEST:
        abort(404)
    office_id = staff().office_id
    office = None if office_id is None else db.session.get_one(Office, office_id)
    explained = None
    if office is not None and day >= _today():
        explained = why_empty(db.session(), office, day, now(), settings().office_timezone, settings().outlook_busy)
    return render_template(
        "pending/why.html",
        day=day,
        today=_today(),
        has_office=office is not None,
        explained=explained,
        names={code: words(text) for code, text in explained.names.items()} if explained else {},
        closed_notice=words(office.closed_notice) if office and office.closed_notice else None,
        last_start=office.latest_start(now()) if office else None,
        notice_minutes=office.minimum_notice_minutes if office else None,
        earlier=day - timedelta(days=1) if day > _today() else None,
        later=day + timedelta(days=1),
        services=[(words(service.names), count) for service, count in explained.offered] if explained else [],
    )


def _today() -> date:
    return now().astimezone(settings().office_timezone).date()
