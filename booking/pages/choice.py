"""What the pages for choosing a day and an hour show, for a new appointment and for moving one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, datetime
from typing import Any, TypeVar

from flask import abort, render_template, request
from markupsafe import Markup
from sqlalchemy import bindparam, or_, select

from booking.claim_hour import check_open
from booking.free_times import Day, Search, days, first_hours, free_starts, hours_of
from booking.models import CATALONIA, Holiday
from booking.pages.cards import DayLink, day_links, halves, local, months, neighbours
from booking.pages.office_card import words
from booking.pages.visit import settings
from database import db
from kept import kept

T = TypeVar("T")

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


def days_to_choose(
    search: Search, day_url: Callable[[date], str], more_url: Callable[[date | None], str]
) -> dict[str, Any]:
    """The first hours, the days from `?des=` on, the months. Raises ServiceClosed or NotOffered."""
    check_open(search)
    since = _asked_day()

    def read() -> dict[str, Any]:
        starts, all_days = _free_days(search)
        return {
            "first": first_hours(db.session(), search, starts) if since is None else [],
            "free_days": _lists(search, day_links(all_days, day_url), since, more_url),
        }

    return same_for_all(search, ("days to choose", more_url(since)), read)


def hours_to_choose(search: Search, day: date, day_url: Callable[[date], str]) -> dict[str, Any]:
    """The hours of a day, and the days around it that have some. Raises ServiceClosed or NotOffered."""
    check_open(search)
    _, all_days = _free_days(search)
    before, after = neighbours(day, day_links(all_days, day_url))
    morning, afternoon = halves(hours_of(db.session(), search, day, settings().office_timezone))
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
    first, last = search.terms.earliest_start(search.now), search.terms.latest_start(search.now)
    return local(first).date() <= day <= local(last).date()


def same_for_all(search: Search, key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, kept while nobody takes an hour. A browser with a name may hold one, which only it sees."""
    return read() if search.holder is not None else kept(db.session(), key, search.now, read)


def _free_days(search: Search) -> tuple[list[datetime], list[Day]]:
    """All free starts, and their days."""

    def read() -> tuple[list[datetime], list[Day]]:
        starts = free_starts(db.session(), search)
        return starts, days(starts, settings().office_timezone)

    key = ("free days", search.terms.office_id, search.terms.service_id, search.other_than)
    return same_for_all(search, key, read)


def _lists(search: Search, all_days: list[DayLink], since: date | None, more_url: Callable[[date | None], str]) -> str:
    """The part of the page that is long and the same for everybody, in the language of the page."""
    later = [day for day in all_days if since is None or day.date >= since]
    if not later:
        return ""
    shown = later[:DAYS_SHOWN]
    return Markup(  # noqa: S704  # a template has escaped it
        render_template(
            "booking/free_days.html",
            days=shown,
            months=months(all_days),
            more_url=more_url(later[DAYS_SHOWN].date) if len(later) > DAYS_SHOWN else None,
            holidays=_holidays(search, shown[0].date, shown[-1].date),
        )
    )


def _holidays(search: Search, first: date, last: date) -> list[tuple[date, str]]:
    """Working days between two days on which the office is closed by law, with their names."""
    values = {"seat": search.terms.seat_ine_code, "first": first, "last": last}
    rows = db.session.connection().execute(_HOLIDAYS, values)
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
