"""Calendar entries: rows of the store, and the events that Graph makes of them."""

from __future__ import annotations

import hashlib
import html
import json
import re
import sqlite3
import time
import uuid
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .notices import Change
from .people import Person
from .world import Refusal, World, instant

JOIN_BLOCK = '<div class="me-email-text">'

DEFAULTS: dict[str, Any] = {
    "allowNewTimeProposals": True,
    "attendees": [],
    "body": {"contentType": "html", "content": ""},
    "categories": [],
    "importance": "normal",
    "isAllDay": False,
    "isReminderOn": True,
    "location": {"displayName": "", "locationType": "default"},
    "locations": [],
    "reminderMinutesBeforeStart": 15,
    "responseRequested": True,
    "sensitivity": "normal",
    "showAs": "busy",
    "subject": "",
}


def live(
    world: World, person: Person, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> list[sqlite3.Row]:
    """Rows of the events that exist, by start; with a window, those that touch it."""
    with world.store.transaction() as db:
        return db.execute(
            "SELECT * FROM events WHERE mailbox = ? AND NOT deleted AND ends_at > ? AND starts_at < ? "
            "ORDER BY starts_at, id",
            (
                person.id,
                starts_at.isoformat() if starts_at else "",
                ends_at.isoformat() if ends_at else "9999",
            ),
        ).fetchall()


def put(
    db: sqlite3.Connection,
    person: Person,
    wanted: dict[str, Any],
    times: tuple[datetime, datetime],
    *,
    online: bool = False,
    link_after: float = 0.0,
) -> sqlite3.Row:
    """Write a new event into the calendar of `person`."""
    identifier = "AAkALg" + hashlib.sha256(uuid.uuid4().bytes).hexdigest()[:40] + "AAA="
    thread = f"19:meeting_{uuid.uuid4().hex}@thread.v2" if online else None
    document = DEFAULTS | {key: value for key, value in wanted.items() if key not in ("start", "end")}
    properties = document.pop("singleValueExtendedProperties", [])
    document |= {
        "iCalUId": f"040000008200E00074C5B7101A82E008{uuid.uuid4().hex.upper()}",
        "createdDateTime": instant(time.time()),
        "isOnlineMeeting": online,
        "onlineMeetingProvider": "teamsForBusiness" if online else "unknown",
        "originalStartTimeZone": "UTC",
        "originalEndTimeZone": "UTC",
    }
    document |= written()
    now = time.time()
    db.execute(
        "INSERT INTO events (id, mailbox, transaction_id, starts_at, ends_at, thread, link_from, reference, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            identifier,
            person.id,
            wanted.get("transactionId"),
            times[0].isoformat(),
            times[1].isoformat(),
            thread,
            now + link_after,
            json.dumps(properties),
            json.dumps(document),
        ),
    )
    if thread:
        db.execute(
            "INSERT INTO meetings (thread, organizer, options, created_at) VALUES (?, ?, '{}', ?)",
            (thread, person.id, now),
        )
    row: sqlite3.Row = db.execute("SELECT * FROM events WHERE id = ?", (identifier,)).fetchone()
    return row


def move(db: sqlite3.Connection, event_id: str, starts_at: datetime, ends_at: datetime) -> sqlite3.Row | None:
    """Give an event another time, as its owner may; None when there is none."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM events WHERE id = ? AND NOT deleted", (event_id,)).fetchone()
    if row is None:
        return None
    document = json.loads(row["document"]) | written()
    db.execute(
        "UPDATE events SET starts_at = ?, ends_at = ?, document = ? WHERE id = ?",
        (starts_at.isoformat(), ends_at.isoformat(), json.dumps(document), event_id),
    )
    moved: sqlite3.Row = db.execute("SELECT * FROM events WHERE id = ?", (event_id,)).fetchone()
    return moved


def change_of(person: Person, row: sqlite3.Row, change: str) -> Change:
    """What subscribers are told of it."""
    etag = None if change == "deleted" else json.loads(row["document"])["changeKey"]
    return Change(person, row["id"], change, etag)


def remove(db: sqlite3.Connection, event_id: str) -> None:
    """Delete an event and the meeting behind it."""
    db.execute("UPDATE meetings SET deleted = 1 WHERE thread = (SELECT thread FROM events WHERE id = ?)", (event_id,))
    db.execute("UPDATE events SET deleted = 1 WHERE id = ?", (event_id,))


def shown(world: World, person: Person, row: sqlite3.Row, prefer: str) -> dict[str, Any]:
    """An event as Graph answers it, in the zone and with the kind of id that the header `Prefer` asks for."""
    zone = _preferred_zone(prefer)
    document = json.loads(row["document"])
    online = row["thread"] and row["link_from"] <= time.time()
    link = world.join_url(row["thread"], person.id) if online else None
    if row["thread"] and JOIN_BLOCK not in document["body"]["content"]:
        block = f'{JOIN_BLOCK}<a href="{html.escape(link or "")}">Join</a></div>'
        document["body"] = {"contentType": "html", "content": f"{document['body']['content']}{block}"}
    identifier = row["id"] if 'IdType="ImmutableId"' in prefer else default_id(row["id"])
    event: dict[str, Any] = document | {
        "@odata.etag": f'W/"{document["changeKey"]}"',
        "id": identifier,
        "start": zoned(row["starts_at"], zone),
        "end": zoned(row["ends_at"], zone),
        "bodyPreview": re.sub(r"<[^>]*>", "", document["body"]["content"])[:255],
        "hasAttachments": False,
        "isCancelled": False,
        "isDraft": False,
        "isOrganizer": True,
        "onlineMeeting": {"joinUrl": link, "conferenceId": None, "tollNumber": None} if link else None,
        "onlineMeetingUrl": None,
        "organizer": {"emailAddress": {"name": person.name, "address": person.mail}},
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "seriesMasterId": None,
        "type": "singleInstance",
        "webLink": f"{world.pages_url}/calendar/{person.mail}",
    }
    return event


def default_id(immutable: str) -> str:
    """The id of the default kind: another name for the same event."""
    return "AAMkAD" + immutable.removeprefix("AAkALg")


def immutable_id(name: str) -> str:
    """The immutable id of an event that is called by either."""
    return "AAkALg" + name.removeprefix("AAMkAD") if name.startswith("AAMkAD") else name


def moment(value: dict[str, str]) -> datetime:
    """A dateTimeTimeZone in UTC."""
    try:
        wall = datetime.fromisoformat(value["dateTime"])
    except ValueError as error:
        raise Refusal(400, "ErrorInvalidArgument", "dateTime is not a date and time.") from error
    if wall.tzinfo is not None:
        # The service reads it one way or the other; ours must not send it.
        raise Refusal(400, "ErrorInvalidArgument", "dateTime has an offset beside a timeZone.")
    return wall.replace(tzinfo=_zone(value["timeZone"])).astimezone(UTC)


def zoned(utc: str, zone: ZoneInfo | None = None) -> dict[str, str]:
    zone = zone or ZoneInfo("UTC")
    wall = datetime.fromisoformat(utc).astimezone(zone).replace(tzinfo=None)
    # Seven digits, as Exchange writes them.
    return {"dateTime": wall.isoformat(timespec="microseconds") + "0", "timeZone": zone.key}


def written() -> dict[str, str]:
    """The members that are new with every write."""
    return {
        "changeKey": hashlib.sha256(uuid.uuid4().bytes).hexdigest()[:24] + "==",
        "lastModifiedDateTime": instant(time.time()),
    }


def _preferred_zone(prefer: str) -> ZoneInfo:
    match = re.search(r'outlook\.timezone="([^"]+)"', prefer)
    return _zone(match[1]) if match else ZoneInfo("UTC")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refusal(400, "TimeZoneNotSupportedException", "The time zone is not known.") from error
