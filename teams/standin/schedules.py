"""Free/busy: getSchedule, and the calendar as such."""

from __future__ import annotations

import json
import math
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from .entries import live, moment, zoned
from .world import Answer, Call, Refusal

DIGITS = {"free": "0", "workingElsewhere": "0", "tentative": "1", "busy": "2", "oof": "3", "unknown": "2"}


def calendar(call: Call) -> Answer:
    """The default calendar; its providers say whether Teams can be had."""
    provider = ["teamsForBusiness"] if call.person.teams else []
    document = {
        "@odata.context": f"{call.user_context}/calendar/$entity",
        "id": f"AAkALgCalendar{call.person.id}",
        "name": "Calendar",
        "isDefaultCalendar": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": provider,
        "defaultOnlineMeetingProvider": provider[0] if provider else "unknown",
        "owner": {"name": call.person.name, "address": call.person.mail},
    }
    wanted = call.query.get("$select", ",".join(document)).split(",")
    return Answer(200, {key: value for key, value in document.items() if key in {"@odata.context", "id", *wanted}})


def get_schedule(call: Call) -> Answer:
    """What is taken in several calendars; a mailbox that cannot be read has its error inside the 200."""
    starts_at, ends_at = moment(call.document["startTime"]), moment(call.document["endTime"])
    if ends_at <= starts_at or ends_at - starts_at > timedelta(days=62):
        raise Refusal(400, "ErrorInvalidTimeInterval", "The window has to be longer than nothing and at most 62 days.")
    slot = timedelta(minutes=call.document.get("availabilityViewInterval") or 30)
    return Answer(
        200,
        {
            "@odata.context": f"{call.world.graph_url}/$metadata#Collection(microsoft.graph.scheduleInformation)",
            "value": [_schedule(call, name, starts_at, ends_at, slot) for name in call.document["schedules"]],
        },
    )


def _schedule(call: Call, name: str, starts_at: datetime, ends_at: datetime, slot: timedelta) -> dict[str, Any]:
    person = call.world.people.find(name)
    if person is None or "@" not in name or not person.mailbox:
        return _unreadable(name, "ErrorMailRecipientNotFound", "Unable to resolve e-mail address.")
    if not person.in_scope:
        return _unreadable(name, "ErrorNoFreeBusyAccess", "No free/busy access.")
    rows = live(call.world, person, starts_at, ends_at)
    return {
        "scheduleId": name,
        "availabilityView": _view(rows, starts_at, ends_at, slot),
        "scheduleItems": [_item(row) for row in rows],
        "workingHours": {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "15:00:00.0000000",
            # In the mailbox's own zone and words, whatever the call prefers.
            "timeZone": {"name": "Romance Standard Time"},
        },
    }


def _unreadable(name: str, code: str, message: str) -> dict[str, Any]:
    return {"scheduleId": name, "error": {"responseCode": code, "message": message}}


def _item(row: sqlite3.Row) -> dict[str, Any]:
    document = json.loads(row["document"])
    return {
        "status": document["showAs"],
        "isPrivate": document["sensitivity"] == "private",
        "start": zoned(row["starts_at"]),
        "end": zoned(row["ends_at"]),
    }


def _view(rows: list[sqlite3.Row], starts_at: datetime, ends_at: datetime, slot: timedelta) -> str:
    """A digit for each slot from the start of the window: the most taken of what touches it."""
    digits = ["0"] * math.ceil((ends_at - starts_at) / slot)
    for row in rows:
        digit = DIGITS[json.loads(row["document"])["showAs"]]
        first = (datetime.fromisoformat(row["starts_at"]) - starts_at) // slot
        last = math.ceil((datetime.fromisoformat(row["ends_at"]) - starts_at) / slot)
        for number in range(max(first, 0), min(last, len(digits))):
            digits[number] = max(digits[number], digit)
    return "".join(digits)
