"""The Teams side: onlineMeetings found by link, their options, who joined and for how long."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import time
import uuid
from typing import Any

from .world import TENANT, Answer, Call, Refusal, World, instant

BY_LINK = re.compile(r"JoinWebUrl eq '((?:[^']|'')*)'", re.IGNORECASE)

EVENT_OF_MEETING = (
    "SELECT meetings.*, events.document, events.starts_at, events.ends_at FROM meetings "
    "JOIN events ON events.thread = meetings.thread WHERE NOT meetings.deleted AND "
)


def find(call: Call) -> Answer:
    """Look up by join link, the only filter there is with application tokens."""
    match = BY_LINK.fullmatch(call.query.get("$filter", ""))
    if match is None:
        raise Refusal(400, "InvalidArgument", "Filter by JoinWebUrl.")
    link = match[1].replace("''", "'")
    with call.world.store.transaction() as db:
        rows = db.execute(
            EVENT_OF_MEETING + "meetings.organizer = ? AND events.link_from <= ?", (call.person.id, time.time())
        ).fetchall()
    found = [row for row in rows if call.world.join_url(row["thread"], row["organizer"]) == link]
    return Answer(
        200,
        {"@odata.context": f"{call.user_context}/onlineMeetings", "value": [_shown(call, row) for row in found]},
    )


def read(call: Call) -> Answer:
    with call.world.store.transaction() as db:
        row = _row(db, call)
    return Answer(200, _context(call) | _shown(call, row))


def update(call: Call) -> Answer:
    with call.world.store.transaction() as db:
        options = json.loads(_row(db, call)["options"]) | call.document
        db.execute("UPDATE meetings SET options = ? WHERE thread = ?", (json.dumps(options), _thread(call.path[0])))
        row = _row(db, call)
    return Answer(200, _context(call) | _shown(call, row))


def reports(call: Call) -> Answer:
    """Attendance reports, without their records."""
    with call.world.store.transaction() as db:
        rows = _finished(db, call)
    value = [_report(row) for row in rows]
    context = f"{call.user_context}/onlineMeetings('{call.path[0]}')/attendanceReports"
    return Answer(200, {"@odata.context": context, "value": value})


def report(call: Call) -> Answer:
    """One report, with its records when they are asked for."""
    with call.world.store.transaction() as db:
        row = next((row for row in _finished(db, call) if row["id"] == call.path[1]), None)
        if row is None:
            raise Refusal(404, "NotFound", "No such report.")
        presences = db.execute("SELECT * FROM presences WHERE session = ? ORDER BY id", (row["id"],)).fetchall()
    document = _report(row) | {"totalParticipantCount": len(_by_participant(presences))}
    if call.query.get("$expand") == "attendanceRecords":
        document["attendanceRecords"] = [
            _record(call, who, intervals) for who, intervals in _by_participant(presences).items()
        ]
    return Answer(200, document)


def by_thread(world: World, thread: str) -> sqlite3.Row | None:
    """The meeting, with what its event says, unless it was deleted."""
    with world.store.transaction() as db:
        row: sqlite3.Row | None = db.execute(
            EVENT_OF_MEETING + "meetings.thread = ? AND events.link_from <= ?", (thread, time.time())
        ).fetchone()
    return row


def present(world: World, thread: str) -> list[sqlite3.Row]:
    """Who is in the call now."""
    with world.store.transaction() as db:
        return db.execute(
            "SELECT presences.* FROM presences JOIN sessions ON sessions.id = presences.session "
            "WHERE thread = ? AND left_at IS NULL ORDER BY presences.id",
            (thread,),
        ).fetchall()


def join(world: World, thread: str, name: str, person: str | None) -> None:
    """Come into the call; the first to come begins it. `person` is the object id of one who is signed in."""
    now = time.time()
    with world.store.transaction() as db:
        running = db.execute("SELECT id FROM sessions WHERE thread = ? AND ended_at IS NULL", (thread,)).fetchone()
        session = running["id"] if running else str(uuid.uuid4())
        if not running:
            db.execute("INSERT INTO sessions (id, thread, started_at) VALUES (?, ?, ?)", (session, thread, now))
        db.execute(
            "INSERT INTO presences (session, person, name, joined_at) VALUES (?, ?, ?, ?)",
            (session, person, name, now),
        )


def leave(world: World, thread: str, presence: int | None = None) -> None:
    """Leave the call, or with no presence named end it for all; when the last has left it is over."""
    now = time.time()
    running = "(SELECT id FROM sessions WHERE thread = ? AND ended_at IS NULL)"
    with world.store.transaction() as db:
        db.execute(
            f"UPDATE presences SET left_at = ? WHERE session IN {running} "  # noqa: S608  # text of our own
            "AND left_at IS NULL AND (? IS NULL OR id = ?)",
            (now, thread, presence, presence),
        )
        db.execute(
            "UPDATE sessions SET ended_at = ? WHERE thread = ? AND ended_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM presences WHERE session = sessions.id AND left_at IS NULL)",
            (now, thread),
        )


def _shown(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    person = call.person
    organizer = {"id": person.id, "displayName": None, "tenantId": TENANT, "identityProvider": "AAD"}
    meeting: dict[str, Any] = {
        "id": _identifier(row),
        "creationDateTime": instant(row["created_at"]),
        "startDateTime": row["starts_at"].replace("+00:00", "Z"),
        "endDateTime": row["ends_at"].replace("+00:00", "Z"),
        "subject": json.loads(row["document"])["subject"],
        "joinWebUrl": call.world.join_url(row["thread"], row["organizer"]),
        "allowedPresenters": "everyone",
        "lobbyBypassSettings": {"scope": "organization", "isDialInBypassEnabled": False},
        "participants": {
            "organizer": {"upn": person.mail, "role": "presenter", "identity": {"user": organizer}},
            "attendees": [],
        },
        "chatInfo": {"threadId": row["thread"], "messageId": "0", "replyChainMessageId": None},
        "audioConferencing": None,
    }
    meeting |= json.loads(row["options"])
    return meeting


def _context(call: Call) -> dict[str, str]:
    return {"@odata.context": f"{call.user_context}/onlineMeetings/$entity"}


def _identifier(row: sqlite3.Row) -> str:
    name = f"1*{row['organizer']}*0**{row['thread']}"
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _thread(identifier: str) -> str:
    padded = identifier + "=" * (-len(identifier) % 4)
    return base64.urlsafe_b64decode(padded).decode(errors="replace").rpartition("**")[2]


def _row(db: sqlite3.Connection, call: Call) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute(
        EVENT_OF_MEETING + "meetings.thread = ? AND meetings.organizer = ?",
        (_thread(call.path[0]), call.person.id),
    ).fetchone()
    if row is None:
        raise Refusal(404, "NotFound", "No such meeting of this organizer.")
    return row


def _finished(db: sqlite3.Connection, call: Call) -> list[sqlite3.Row]:
    """Sessions whose report can be had by now. The reports outlive the event."""
    return db.execute(
        "SELECT * FROM sessions WHERE thread = ? AND ended_at <= ? ORDER BY started_at",
        (_thread(call.path[0]), time.time() - call.world.attendance_delay),
    ).fetchall()


def _report(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "meetingStartDateTime": instant(row["started_at"]),
        "meetingEndDateTime": instant(row["ended_at"]),
    }


def _by_participant(presences: list[sqlite3.Row]) -> dict[tuple[str | None, str], list[sqlite3.Row]]:
    grouped: dict[tuple[str | None, str], list[sqlite3.Row]] = {}
    for presence in presences:
        grouped.setdefault((presence["person"], presence["name"]), []).append(presence)
    return grouped


def _record(call: Call, who: tuple[str | None, str], presences: list[sqlite3.Row]) -> dict[str, Any]:
    person_id, name = who
    known = call.world.people.find(person_id) if person_id else None
    intervals = [
        {
            "joinDateTime": instant(presence["joined_at"]),
            "leaveDateTime": instant(presence["left_at"]),
            "durationInSeconds": round(presence["left_at"] - presence["joined_at"]),
        }
        for presence in presences
    ]
    return {
        "id": person_id or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{presences[0]['session']}/{name}")),
        "emailAddress": known.mail if known else None,
        "totalAttendanceInSeconds": sum(interval["durationInSeconds"] for interval in intervals),
        "role": "Organizer" if person_id == call.person.id else "Attendee",
        "identity": {
            "id": person_id,
            "displayName": known.name if known else f"{name} (Guest)",
            "tenantId": TENANT if known else None,
        },
        "attendanceIntervals": intervals,
    }
