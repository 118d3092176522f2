"""Subscriptions to calendars: made after a handshake, renewed, ended, and gone when their time is over."""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .contract import Operation
from .notices import handshake
from .people import Person
from .world import CLIENT_ID, Answer, Refusal, World, instant

SHORTEST, LONGEST = 45 * 60.0, 4230 * 60.0
"""Seconds that a subscription to events may last; less is raised, more is refused."""

RESOURCE = re.compile(r"/?users/([^/]+)/events/?", re.IGNORECASE)

READING = frozenset({"Calendars.Read", "Calendars.ReadWrite"})

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class TenantCall:
    """A call that is about no mailbox: known operation, valid token."""

    world: World
    operation: Operation
    path: list[str]
    document: dict[str, Any]
    headers: Mapping[str, str]
    roles: frozenset[str]
    """Permissions in the token."""


def create(call: TenantCall) -> Answer:
    """Subscribe. A second subscription to the same calendar is made too, as tenants have been seen to do."""
    if READING.isdisjoint(call.roles):
        raise Refusal(403, "ExtensionError", "The permission to read calendars is missing in the token.")
    wanted = call.document
    person = _person(call.world, wanted["resource"])
    expires = _expiry(wanted["expirationDateTime"])
    urls = [wanted["notificationUrl"], wanted.get("lifecycleNotificationUrl")]
    for url in filter(None, urls):
        if urlsplit(url).hostname not in LOOPBACK:
            raise Refusal(400, "ValidationError", "The stand-in tells nobody outside this machine.")
        if not handshake(url, call.world.authority):
            raise Refusal(400, "ValidationError", "Subscription validation request failed.")
    row = {
        "id": str(uuid.uuid4()),
        "mailbox": person.id,
        "resource": wanted["resource"],
        "change_types": wanted["changeType"],
        "url": urls[0],
        "lifecycle_url": urls[1],
        "client_state": wanted.get("clientState"),
        "expires_at": expires,
        "immutable": int('IdType="ImmutableId"' in call.headers.get("Prefer", "")),
    }
    with call.world.store.transaction() as db:
        db.execute(
            "INSERT INTO subscriptions (id, mailbox, resource, change_types, url, lifecycle_url, client_state, "
            "expires_at, immutable) VALUES (:id, :mailbox, :resource, :change_types, :url, :lifecycle_url, "
            ":client_state, :expires_at, :immutable)",
            row,
        )
        made = _find(db, row["id"])
    return Answer(201, _shown(call, made) | {"clientState": made["client_state"]})


def collection(call: TenantCall) -> Answer:
    with call.world.store.transaction() as db:
        rows = db.execute("SELECT * FROM subscriptions WHERE expires_at > ? ORDER BY id", (time.time(),)).fetchall()
    return Answer(200, {"value": [_shown(call, row) for row in rows]})


def read(call: TenantCall) -> Answer:
    with call.world.store.transaction() as db:
        row = _find(db, call.path[0])
    return Answer(200, _shown(call, row) | {"clientState": row["client_state"]})


def renew(call: TenantCall) -> Answer:
    expires = _expiry(call.document["expirationDateTime"])
    with call.world.store.transaction() as db:
        _find(db, call.path[0])
        db.execute("UPDATE subscriptions SET expires_at = ? WHERE id = ?", (expires, call.path[0]))
        row = _find(db, call.path[0])
    return Answer(200, _shown(call, row) | {"clientState": row["client_state"]})


def reauthorize(call: TenantCall) -> Answer:
    with call.world.store.transaction() as db:
        _find(db, call.path[0])
    return Answer(204)


def delete(call: TenantCall) -> Answer:
    with call.world.store.transaction() as db:
        _find(db, call.path[0])
        db.execute("DELETE FROM subscriptions WHERE id = ?", (call.path[0],))
    return Answer(204)


HANDLERS: dict[str, Callable[[TenantCall], Answer]] = {
    "GET /subscriptions": collection,
    "POST /subscriptions": create,
    "GET /subscriptions/{subscription-id}": read,
    "PATCH /subscriptions/{subscription-id}": renew,
    "DELETE /subscriptions/{subscription-id}": delete,
    "POST /subscriptions/{subscription-id}/reauthorize": reauthorize,
}


def _person(world: World, resource: str) -> Person:
    match = RESOURCE.fullmatch(resource)
    if match is None:
        raise Refusal(400, "ExtensionError", "The stand-in knows subscriptions to the events of users only.")
    person = world.people.find(match[1])
    if person is None or not person.mailbox:
        raise Refusal(404, "ResourceNotFound", "There is no such mailbox.")
    if not person.in_scope:
        raise Refusal(403, "ExtensionError", "Access to OData is disabled.")
    return person


def _expiry(value: str) -> float:
    wanted, now = datetime.fromisoformat(value).timestamp(), time.time()
    if wanted > now + LONGEST + 60:
        raise Refusal(400, "ExtensionError", "Subscription expiration can only be 4230 minutes in the future.")
    return max(wanted, now + SHORTEST)


def _find(db: sqlite3.Connection, identifier: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM subscriptions WHERE id = ? AND expires_at > ?", (identifier, time.time())
    ).fetchone()
    if row is None:
        raise Refusal(404, "ResourceNotFound", "The object was not found.")
    return row


def _shown(call: TenantCall, row: sqlite3.Row) -> dict[str, Any]:
    """As lists show it: without the state that proves notices."""
    return {
        "id": row["id"],
        "resource": row["resource"],
        "changeType": row["change_types"],
        "notificationUrl": row["url"],
        "lifecycleNotificationUrl": row["lifecycle_url"],
        "expirationDateTime": instant(row["expires_at"]),
        "applicationId": CLIENT_ID,
        "creatorId": CLIENT_ID,
        "clientState": None,
    }
