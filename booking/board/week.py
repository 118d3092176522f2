"""The week: technicians down, days across, and what of it needs a hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from markupsafe import Markup, escape

from access import for_roles
from booking.board.routes import COORDINATORS, READERS, Answer, may_change, now, office, routes, today, zone
from booking.coordinate.rules import FARTHEST
from booking.coordinate.week import Call, Day, Filters, Week, free_hours as read_free_hours, read_week
from booking.pages.office_card import words
from database import db
from kept import kept
from web.languages import current_language

FILTERS = ("tecnic", "servei", "estat")
"""Names in the address; whoever saves the address has saved the filter."""

SATURDAY = 5

AS_NEW_AS = timedelta(minutes=1)
"""How late an hour may stop to be free, or a call to be under way, on a page on which nobody has changed anything."""


@dataclass(frozen=True)
class Shown:
    """The long parts of the page with what they were made of: the same for all who look, until somebody changes it."""

    week: Week
    days: list[Day]
    table: Markup
    capacity: Markup


@routes.get("/setmana")
@for_roles(*READERS)
def this_week() -> Answer:
    """The week of today."""
    return _page(today() - timedelta(days=today().weekday()))


@routes.get("/setmana/<week:monday>")
@for_roles(*READERS)
def week(monday: date) -> Answer:
    """Any week."""
    return _page(monday)


@routes.get("/setmana/<week:monday>/lliures")
@for_roles(*COORDINATORS)
def free_hours(monday: date) -> Response:
    """Where a call can be dropped: what the page's script asks when somebody begins to drag one."""
    return jsonify(read_free_hours(db.session(), office(), monday, now(), zone()))


def _page(monday: date) -> str:
    ours, filters = office(), _filters()
    day, picking = _chosen_day(monday), "tria" in request.args and may_change()

    def read() -> Shown:
        week = read_week(db.session(), ours, monday, now(), zone(), filters)
        days = _days(week)
        context = {
            "week": week,
            "days": days,
            "day": day,
            "today": today(),
            "empty": _empty_days(week, filters) if may_change() else frozenset(),
            "picking": picking,
            "may_change": may_change(),
            "words": words,
            "call_lines": _call_lines,
        }
        table, capacity = (_made(f"coordination/week_{part}.html", context) for part in ("table", "capacity"))
        return Shown(week, days, table, capacity)

    key = ("week", ours.id, monday, filters, day, today(), picking, may_change(), current_language())
    shown = kept(db.session(), key, now(), read, AS_NEW_AS)
    return render_template(
        "coordination/week.html",
        week=shown.week,
        days=shown.days,
        table=shown.table,
        capacity=shown.capacity,
        monday=monday,
        day=day,
        before=monday - timedelta(weeks=1),
        after=monday + timedelta(weeks=1),
        free_url=url_for("board.free_hours", monday=monday),
        picking=picking,
        may_change=may_change(),
        explained=_explained(day),
        chosen=filters,
        words=words,
        url=_url,
        today=today(),
    )


def _made(template: str, context: dict[str, Any]) -> Markup:
    return Markup(render_template(template, **context))  # noqa: S704  # a template of ours made it


def _call_lines(calls: list[Call], line: str, line_of_the_past: str, tags: dict[str | None, str]) -> str:
    """The calls of a cell, each as the template's line with its words: a loop of Jinja is far slower."""
    return "".join(
        [
            (line if call.state is None else line_of_the_past)
            % {
                "reference": call.reference,
                "clock": call.clock,
                "municipality": escape(call.municipality),
                "tag": tags[call.state or call.problem],
            }
            for call in calls
        ]
    )


def _filters() -> Filters:
    return Filters(_number("tecnic"), _number("servei"), request.args.get("estat") == "pendent")


def _number(name: str) -> int | None:
    """A number in the address, of a row; anything else is no filter."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _days(shown: Week) -> list[Day]:
    """Monday to Friday always; Saturday and Sunday when something is on."""
    busy = {day for (_, day), cell in shown.cells.items() if cell.calls or cell.free or cell.held}
    return [day for day in shown.days if day.date.weekday() < SATURDAY or day.date in busy]


def _empty_days(shown: Week, filters: Filters) -> frozenset[date]:
    """With neither a call nor a free hour for those who are shown, from today on: whoever coordinates asks why. Nobody
    asks it of days from which a filter has taken calls."""
    if filters.takes_calls:
        return frozenset()
    busy = {day for (_, day), cell in shown.cells.items() if cell.calls or cell.free}
    return frozenset(day.date for day in shown.days if day.date not in busy and _explained(day.date) == day.date)


def _explained(day: date) -> date:
    """The day, or the nearest one that can be explained: not one of the past, nor one that nobody plans for yet."""
    return min(max(day, today()), today() + FARTHEST)


def _chosen_day(monday: date) -> date:
    """The one day that a phone shows: that of the address, else today, else the Monday."""
    try:
        asked = date.fromisoformat(request.args.get("dia", ""))
    except ValueError:
        asked = today()
    return asked if monday <= asked < monday + timedelta(weeks=1) else monday


def _url(monday: date | None = None, **changes: Any) -> str:
    """This page with the same filters, for another week or with something else in its address."""
    kept: dict[str, Any] = {name: request.args[name] for name in (*FILTERS, "dia", "tria") if request.args.get(name)}
    if monday is not None:
        kept.pop("dia", None)
        return url_for("board.week", monday=monday, **kept | changes)
    return url_for("board.week", **request.view_args or {"monday": _this_monday()}, **kept | changes)


def _this_monday() -> date:
    return today() - timedelta(days=today().weekday())
