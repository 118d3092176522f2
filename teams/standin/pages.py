"""What people look at: mailboxes, calendars by week, the meeting behind a join link."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from . import meetings
from .entries import change_of, live, move, put, remove, shown
from .notices import tell
from .people import Person
from .world import World

ZONE = ZoneInfo("Europe/Madrid")
"""In which the pages show times. Graph answers in UTC, as it is asked to."""


def look_pages(world: World) -> Blueprint:
    """Mailboxes and calendars."""
    pages = Blueprint("look", __name__)

    @pages.get("/")
    def start() -> str:
        return render_template("start.html", world=world)

    @pages.get("/calendar/<mailbox>")
    def calendar(mailbox: str) -> str:
        person = _person(world, mailbox)
        monday = _monday(request.args.get("week"))
        days = [monday + timedelta(days=number) for number in range(7)]
        return render_template(
            "calendar.html",
            person=person,
            days=[(day, [_entry(world, person, row) for row in _on(world, person, day)]) for day in days],
            previous=_week(monday - timedelta(days=7)),
            following=_week(monday + timedelta(days=7)),
            week=_week(monday),
        )

    @pages.post("/calendar/<mailbox>")
    def add(mailbox: str) -> AnyResponse:
        person = _person(world, mailbox)
        starts_at, ends_at = _times_in_form()
        wanted = {"subject": request.form.get("subject", ""), "showAs": request.form.get("show_as", "busy")}
        with world.store.transaction() as db:
            row = put(db, person, wanted, (starts_at, ends_at))
        tell(world, change_of(person, row, "created"))
        return redirect(url_for(".calendar", mailbox=mailbox, week=_week(starts_at.astimezone(ZONE).date())), 303)

    @pages.post("/calendar/<mailbox>/<event_id>/delete")
    def delete(mailbox: str, event_id: str) -> AnyResponse:
        person = _person(world, mailbox)
        with world.store.transaction() as db:
            row = db.execute(
                "SELECT * FROM events WHERE id = ? AND mailbox = ? AND NOT deleted", (event_id, person.id)
            ).fetchone()
            if row is not None:
                remove(db, event_id)
        if row is not None:
            tell(world, change_of(person, row, "deleted"))
        return redirect(url_for(".calendar", mailbox=mailbox, week=request.form.get("week")), 303)

    @pages.post("/calendar/<mailbox>/<event_id>/move")
    def drag(mailbox: str, event_id: str) -> AnyResponse:
        person = _person(world, mailbox)
        starts_at, ends_at = _times_in_form()
        with world.store.transaction() as db:
            row = move(db, event_id, starts_at, ends_at)
        if row is None:
            abort(404, "There is no such entry.")
        tell(world, change_of(person, row, "updated"))
        return redirect(url_for(".calendar", mailbox=mailbox, week=_week(starts_at.astimezone(ZONE).date())), 303)

    return pages


def meeting_pages(world: World) -> Blueprint:
    """What is behind a join link."""
    pages = Blueprint("meetings", __name__)

    @pages.get("/l/meetup-join/<thread>/0")
    def meeting(thread: str) -> str | tuple[str, int]:
        row = meetings.by_thread(world, thread)
        if row is None:
            return render_template("no_meeting.html"), 404
        event = json.loads(row["document"])
        return render_template(
            "meeting.html",
            thread=thread,
            subject=event["subject"],
            organizer=world.people.find(row["organizer"]),
            present=meetings.present(world, thread),
        )

    @pages.post("/l/meetup-join/<thread>/0")
    def come_or_go(thread: str) -> AnyResponse:
        row = meetings.by_thread(world, thread)
        if row is None:
            abort(404)
        _come_or_go(world, thread, row["organizer"])
        return redirect(url_for(".meeting", thread=thread), 303)

    return pages


def _come_or_go(world: World, thread: str, organizer: str) -> None:
    asked = request.form
    if asked.get("do") == "join":
        name = " ".join(asked.get("name", "").split())[:100] or "Somebody"
        meetings.join(world, thread, name, organizer if asked.get("as") == "organizer" else None)
    elif asked.get("do") == "leave":
        meetings.leave(world, thread, int(asked["presence"]))
    elif asked.get("do") == "end":
        meetings.leave(world, thread)
    else:
        abort(400, "Join, leave or end.")


def _person(world: World, mailbox: str) -> Person:
    person = world.people.find(mailbox)
    if person is None:
        abort(404, "There is no such mailbox.")
    return person


def _on(world: World, person: Person, day: date) -> list[sqlite3.Row]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return live(world, person, midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC))


def _entry(world: World, person: Person, row: sqlite3.Row) -> dict[str, Any]:
    event = shown(world, person, row, 'IdType="ImmutableId"')
    times = [datetime.fromisoformat(row[name]).astimezone(ZONE) for name in ("starts_at", "ends_at")]
    link = (event["onlineMeeting"] or {}).get("joinUrl")
    return {"id": row["id"], "from": times[0], "until": times[1], "link": link, "event": event}


def _monday(week: str | None) -> date:
    try:
        return date.fromisocalendar(*_week_numbers(week), 1)
    except ValueError:
        abort(400, "A week is written like 2026-W48.")


def _week_numbers(week: str | None) -> tuple[int, int]:
    if week is None:
        today = datetime.now(ZONE).date().isocalendar()
        return today.year, today.week
    year, _, number = week.partition("-W")
    return int(year), int(number)


def _week(day: date) -> str:
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02}"


def _times_in_form() -> tuple[datetime, datetime]:
    starts_at, ends_at = _local(request.form.get("start", "")), _local(request.form.get("end", ""))
    if ends_at <= starts_at:
        abort(400, "The end is not after the start.")
    return starts_at, ends_at


def _local(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZONE).astimezone(UTC)
    except ValueError:
        abort(400, "A time is written like 2026-12-01T09:30.")
