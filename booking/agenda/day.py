"""The agenda: a day in the order of time, and what a script asks to keep it fresh."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import abort, render_template, url_for

from access import for_roles
from booking.agenda.lines import Line
from booking.agenda.routes import Answer, now, routes, today, zone
from booking.attend.day import next_day_with_calls, read_day, read_gaps, read_not_closed, read_week
from cases.same_person import cases_of_calls
from database import db
from kept import kept
from staff.pages.guard import staff
from web.languages import current_language
from web.security import leads_away, personal

WEEK = timedelta(days=7)

AS_NEW_AS = timedelta(seconds=15)
"""How late what the clock alone changes may be seen: that it is time, that one can go in. Each open agenda asks every
twenty seconds; what anybody does is seen at the next."""

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""An agenda of other years is an address that somebody made up."""


@routes.get("/agenda")
@leads_away
@personal
@for_roles("technician")
def agenda() -> Answer:
    """Today."""
    return _page(today(now()), now())


@routes.get("/agenda/<day:day>")
@leads_away
@personal
@for_roles("technician")
def agenda_of(day: date) -> Answer:
    """Any day."""
    return _page(_shown(day), now())


@routes.get("/agenda/<day:day>/ara")
@personal
@for_roles("technician", counts_as_activity=False)
def agenda_now(day: date) -> Answer:
    """The calls of the day alone, as they stand: what the page's script shows in place of the older ones."""
    technician_id = staff().technician_id
    if technician_id is None:
        return render_template("agenda/nobody.html"), 409
    return render_template("agenda/calls.html", **_calls(technician_id, _shown(day), now()))


def _page(day: date, moment: datetime) -> str:
    technician_id = staff().technician_id
    if technician_id is None:
        return render_template("agenda/nobody.html")
    session = db.session()
    shown = _calls(technician_id, day, moment)

    def read() -> dict[str, Any]:
        return {
            "week": read_week(session, technician_id, day, zone()),
            "next_day": None if shown["calls"] else next_day_with_calls(session, technician_id, day, zone()),
            "not_closed": read_not_closed(session, technician_id, moment, zone()),
        }

    return render_template(
        "agenda/day.html",
        **shown,
        **kept(session, ("agenda_beside", technician_id, day), moment, read, AS_NEW_AS),
        earlier_week=day - WEEK,
        later_week=day + WEEK,
        fresh_url=url_for("agenda.agenda_now", day=day) if shown["is_today"] else None,
    )


def _calls(technician_id: int, day: date, moment: datetime) -> dict[str, Any]:
    """The day's calls in order with the time between them, and the one that is next. Not to be changed: it is kept."""
    key = ("agenda", technician_id, day, current_language())
    return kept(db.session(), key, moment, lambda: _read_calls(technician_id, day, moment), AS_NEW_AS)


def _read_calls(technician_id: int, day: date, moment: datetime) -> dict[str, Any]:
    session = db.session()
    lines = [Line.of(one, moment) for one in read_day(session, technician_id, day, zone())]
    gaps = read_gaps(session, technician_id, day, zone())
    ahead = [line for line in lines if line.is_ahead]
    is_today = day == today(moment)
    return {
        "day": day,
        "is_today": is_today,
        "lines": sorted([*lines, *gaps], key=lambda one: one.starts_at),
        "calls": len([line for line in lines if line.state != "cancelled"]),
        "next_call": ahead[0] if ahead and is_today else None,
        "cases": cases_of_calls(session, [line.reference for line in lines if line.state == "attended"]),
        "waiting": [line for line in ahead if line.state == "waiting"],
    }


def _shown(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        abort(404)
    return day
