"""What the pages for choosing a day and an hour show, for a new appointment and for moving one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, request
from sqlalchemy import bindparam, or_, select

from booking.claim_hour import check_open
from booking.free_times import Search, days, first_hours, free_starts, hours_of
from booking.models import CATALONIA, Holiday
from booking.pages.cards import day_links, halves, local, months, neighbours
from booking.pages.office_card import words
from booking.pages.visit import settings
from database import db

DAYS_SHOWN = 10
NEIGHBOURS_SHOWN = 2
"""Days before, and as many after, that are offered instead of a full one."""


_HOLIDAYS = (
    select(Holiday.day, Holiday.names)
    .where(
        or_(Holiday.place == CATALONIA, Holiday.place == bindparam("seat")),
        Holiday.day.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Holiday.day)
)
"""Built once: putting a statement together costs as much as asking it."""


def days_to_choose(search: Search, day_url: Callable[[date], str], more_url: Callable[[date], str]) -> dict[str, Any]:
    """The first hours, the days from `?des=` on, the months. Raises ServiceClosed or NotOffered."""
    check_open(search)
    since, starts = _asked_day(), free_starts(db.session(), search)
    all_days = day_links(days(starts, settings().office_timezone), day_url)
    later = [day for day in all_days if since is None or day.date >= since]
    return {
        "first": first_hours(db.session(), search, starts) if since is None else [],
        "days": later[:DAYS_SHOWN],
        "months": months(all_days),
        "more_url": more_url(later[DAYS_SHOWN].date) if len(later) > DAYS_SHOWN else None,
        "holidays": _holidays(search, later[0].date, later[:DAYS_SHOWN][-1].date) if later else [],
    }


def hours_to_choose(search: Search, day: date, day_url: Callable[[date], str]) -> dict[str, Any]:
    """The hours of a day, and the days around it that have some. Raises ServiceClosed or NotOffered."""
    check_open(search)
    zone = settings().office_timezone
    all_days = day_links(days(free_starts(db.session(), search), zone), day_url)
    before, after = neighbours(day, all_days)
    morning, afternoon = halves(hours_of(db.session(), search, day, zone))
    return {
        "day": day,
        "morning": morning,
        "afternoon": afternoon,
        "previous_day": before[-1] if before else None,
        "next_day": after[0] if after else None,
        "nearest_days": before[-NEIGHBOURS_SHOWN:] + after[:NEIGHBOURS_SHOWN],
    }


def can_be_asked_for(search: Search, day: date) -> bool:
    """Whether the day lies between the office's notice and its horizon."""
    first, last = search.office.earliest_start(search.now), search.office.latest_start(search.now)
    return local(first).date() <= day <= local(last).date()


def _holidays(search: Search, first: date, last: date) -> list[tuple[date, str]]:
    """Working days between two days on which the office is closed by law, with their names."""
    rows = db.session.execute(_HOLIDAYS, {"seat": search.office.seat_ine_code, "first": first, "last": last})
    saturday = 6
    return [(day, words(names)) for day, names in rows if day.isoweekday() < saturday]


def _asked_day() -> date | None:
    """`?des=`: the day to begin with. 404 for what is no day."""
    asked = request.args.get("des")
    if asked is None:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError:
        abort(404)
