"""Telling subscribers: the handshake, and notices at least once, late, twice or not at all where a fault says so."""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from .faults import NOTICE
from .world import TENANT, instant

if TYPE_CHECKING:
    from .people import Person
    from .world import World

ANSWER_WITHIN = 10.0
TRIES = 3
PAUSE = 0.5
"""Seconds before telling again what was not taken; the service goes on for four hours."""


@dataclass(frozen=True)
class Change:
    """What happened to an event: created, updated or deleted."""

    person: Person
    event_id: str
    change: str
    etag: str | None


def handshake(url: str, authority: Path) -> bool:
    """Whether whoever answers there gives our word back, as plain text and nothing else."""
    token = f"Validation: Testing client application reachability for subscription Request-Id: {secrets.token_hex(16)}"
    try:
        answer = requests.post(
            url,
            params={"validationToken": token},
            headers={"Content-Type": "text/plain; charset=utf-8"},
            timeout=ANSWER_WITHIN,
            verify=str(authority),
            allow_redirects=False,
        )
    except requests.RequestException:
        return False
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    return answer.status_code == 200 and kind == "text/plain" and answer.text == token


def tell(world: World, change: Change) -> None:
    """Tell all who have subscribed to the calendar. Returns at once."""
    with world.store.transaction() as db:
        rows = db.execute(
            "SELECT * FROM subscriptions WHERE mailbox = ? AND expires_at > ?", (change.person.id, time.time())
        ).fetchall()
    for row in rows:
        if change.change in row["change_types"].split(","):
            _send(world, change.person, row, row["url"], _notice(world, row, change))


def tell_lifecycle(world: World, person: Person, event: str) -> int:
    """Send a lifecycle event to all subscribers of a calendar; with `subscriptionRemoved` the subscriptions go."""
    with world.store.transaction() as db:
        rows = db.execute(
            "SELECT * FROM subscriptions WHERE mailbox = ? AND lifecycle_url IS NOT NULL", (person.id,)
        ).fetchall()
        if event == "subscriptionRemoved":
            db.execute("DELETE FROM subscriptions WHERE mailbox = ?", (person.id,))
    for row in rows:
        _send(world, person, row, row["lifecycle_url"], _head(row) | {"lifecycleEvent": event})
    return len(rows)


def _head(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "subscriptionId": row["id"],
        "subscriptionExpirationDateTime": instant(row["expires_at"]),
        "clientState": row["client_state"],
        "tenantId": TENANT,
    }


def _notice(world: World, row: sqlite3.Row, change: Change) -> dict[str, Any]:
    event_id = change.event_id if row["immutable"] else change.event_id.replace("AAkALg", "AAMkAD", 1)
    path = f"Users/{change.person.id}/Events/{event_id}"
    data = {"@odata.type": "#Microsoft.Graph.Event", "@odata.id": path, "id": event_id}
    if change.etag is not None:
        data["@odata.etag"] = f'W/"{change.etag}"'
    return _head(row) | {
        "id": str(uuid.uuid4()),
        "changeType": change.change,
        "resource": path,
        "resourceData": data,
    }


def _send(world: World, person: Person, row: sqlite3.Row, url: str, item: dict[str, Any]) -> None:
    fault = world.faults.strike(NOTICE, (person.id, person.mail.lower()))
    kind = fault.fault if fault else None
    if kind == "notice_lost":
        return
    if world.checks is not None:
        schema = "contract.lifecycleNotificationCollection" if "lifecycleEvent" in item else CHANGES
        world.breaches.extend(world.checks.of_schema(schema, {"value": [item]}))
    delay = fault.delay if fault and kind == "notice_late" else 0.0
    for _ in range(2 if kind == "notice_twice" else 1):
        timer = threading.Timer(delay, _deliver, (url, {"value": [item]}, world.authority))
        timer.daemon = True
        timer.start()


CHANGES = "microsoft.graph.changeNotificationCollection"


def _deliver(url: str, document: dict[str, Any], authority: Path) -> None:
    for _ in range(TRIES):
        try:
            answer = requests.post(
                url, json=document, timeout=ANSWER_WITHIN, verify=str(authority), allow_redirects=False
            )
        except requests.RequestException:
            answer = None
        if answer is not None and answer.ok:
            return
        time.sleep(PAUSE)
