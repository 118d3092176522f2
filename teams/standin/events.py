"""Calls about events: create, read, change, delete, find by extended property, calendar view."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from .entries import JOIN_BLOCK, change_of, immutable_id, live, moment, put, remove, shown, written, zoned
from .notices import tell
from .world import Answer, Call, Refusal

BY_PROPERTY = re.compile(
    r"singleValueExtendedProperties/Any\(\s*(\w+)\s*:\s*"
    r"\1/id eq '((?:[^']|'')*)' and \1/value eq '((?:[^']|'')*)'\s*\)",
    re.IGNORECASE,
)


def create(call: Call) -> Answer:
    """Make an event, or give back the one that was made with the same transactionId."""
    wanted = call.document
    starts_at, ends_at = _times(wanted)
    transaction = wanted.get("transactionId")
    with call.world.store.transaction() as db:
        known = db.execute(
            "SELECT * FROM events WHERE mailbox = ? AND transaction_id = ?", (call.person.id, transaction)
        ).fetchone()
        if known is not None and known["deleted"]:
            # Microsoft does not say what happens; a client that relies on it is to be found out here.
            raise Refusal(400, "ErrorInvalidRequest", "This transactionId belongs to an event that was deleted.")
        row = known or _insert(db, call, wanted, starts_at, ends_at)
    if known is None:
        tell(call.world, change_of(call.person, row, "created"))
    return _answer(call, 201, row)


def read(call: Call) -> Answer:
    with call.world.store.transaction() as db:
        row = _find(db, call)
    return _answer(call, 200, row)


def update(call: Call) -> Answer:
    """PATCH: what is given replaces what was; the join link stays, unless its block is taken out of the body."""
    with call.world.store.transaction() as db:
        row = _find(db, call)
        _if_match(call, row)
        document = json.loads(row["document"])
        times = {"start": zoned(row["starts_at"]), "end": zoned(row["ends_at"])}
        starts_at, ends_at = _times(times | call.document)
        for fixed in ("isOnlineMeeting", "onlineMeetingProvider"):
            if fixed in call.document and document[fixed] != call.document[fixed]:
                raise Refusal(400, "ErrorPropertyValidationFailure", f"{fixed} cannot be changed.")
        changed = {key: value for key, value in call.document.items() if key not in ("start", "end")}
        thread = row["thread"]
        if "body" in changed and JOIN_BLOCK not in (changed["body"] or {}).get("content", ""):
            thread = None
            changed |= {"isOnlineMeeting": False, "onlineMeetingProvider": "unknown"}
        document |= changed | written()
        db.execute(
            "UPDATE events SET starts_at = ?, ends_at = ?, thread = ?, document = ? WHERE id = ?",
            (starts_at.isoformat(), ends_at.isoformat(), thread, json.dumps(document), row["id"]),
        )
        row = _find(db, call)
    tell(call.world, change_of(call.person, row, "updated"))
    return _answer(call, 200, row)


def delete(call: Call) -> Answer:
    with call.world.store.transaction() as db:
        row = _find(db, call)
        _if_match(call, row)
        remove(db, row["id"])
    tell(call.world, change_of(call.person, row, "deleted"))
    return Answer(204)


def collection(call: Call) -> Answer:
    """Live events of the mailbox, all or those with one value of an extended property."""
    rows = live(call.world, call.person)
    if "$filter" in call.query:
        match = BY_PROPERTY.fullmatch(call.query["$filter"])
        if match is None:
            raise Refusal(400, "ErrorInvalidUrlQueryFilter", "The stand-in knows the filter by extended property only.")
        wanted = {"id": match[2].replace("''", "'"), "value": match[3].replace("''", "'")}
        rows = [row for row in rows if wanted in json.loads(row["reference"])]
    return _page(call, rows, "events")


def calendar_view(call: Call) -> Answer:
    """Live events that touch the window."""
    window = [_moment_in_query(call.query[name]) for name in ("startDateTime", "endDateTime")]
    return _page(call, live(call.world, call.person, *window), "calendarView")


def _insert(
    db: sqlite3.Connection, call: Call, wanted: dict[str, Any], starts_at: datetime, ends_at: datetime
) -> sqlite3.Row:
    asked = wanted.get("isOnlineMeeting") and wanted.get("onlineMeetingProvider") == "teamsForBusiness"
    online = bool(asked) and call.person.teams and not call.suffers("no_teams")
    late = call.fault.delay if call.fault and call.suffers("link_late") else 0.0
    return put(db, call.person, wanted, (starts_at, ends_at), online=online, link_after=late)


def _find(db: sqlite3.Connection, call: Call) -> sqlite3.Row:
    name = call.path[0]
    identifier = immutable_id(name)
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM events WHERE id = ? AND mailbox = ? AND NOT deleted", (identifier, call.person.id)
    ).fetchone()
    if row is None:
        raise Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    return row


def _if_match(call: Call, row: sqlite3.Row) -> None:
    wanted = call.headers.get("If-Match", "*")
    if wanted not in ("*", f'W/"{json.loads(row["document"])["changeKey"]}"'):
        raise Refusal(412, "ErrorIrresolvableConflict", "The change key does not fit.")


def _answer(call: Call, status: int, row: sqlite3.Row) -> Answer:
    context = {"@odata.context": f"{call.user_context}/events/$entity"}
    return Answer(status, context | _event(call, row), _preference_applied(call))


def _page(call: Call, rows: list[sqlite3.Row], kind: str) -> Answer:
    size, skip = int(call.query.get("$top", "10")), int(call.query.get("$skip", "0"))
    document: dict[str, Any] = {
        "@odata.context": f"{call.user_context}/{kind}",
        "value": [_event(call, row) for row in rows[skip : skip + size]],
    }
    if skip + size < len(rows):
        query = urlencode({**call.query, "$skip": str(skip + size)})
        document["@odata.nextLink"] = f"{call.world.graph_url}/users/{call.person.id}/{kind}?{query}"
    return Answer(200, document, _preference_applied(call))


def _event(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    event = shown(call.world, call.person, row, call.headers.get("Prefer", ""))
    if "$select" not in call.query:
        return event
    wanted = {"id", "@odata.etag", *call.query["$select"].split(",")}
    return {key: value for key, value in event.items() if key in wanted}


def _preference_applied(call: Call) -> dict[str, str]:
    return {"Preference-Applied": call.headers["Prefer"]} if "Prefer" in call.headers else {}


def _times(event: dict[str, Any]) -> tuple[datetime, datetime]:
    starts_at, ends_at = moment(event["start"]), moment(event["end"])
    if ends_at < starts_at:
        raise Refusal(400, "ErrorPropertyValidationFailure", "The end is before the start.")
    return starts_at, ends_at


def _moment_in_query(value: str) -> datetime:
    parsed = datetime.fromisoformat(value)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
