"""Taking what Graph tells us: proven, stored once, and looked into later.

Only changes of our own meetings are kept; of what else is in a technician's calendar nothing is. Whatever cannot be
proven is dropped without a word to the sender.
"""

from __future__ import annotations

import hmac
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

import jobs
from booking.models import CalendarNotice, CalendarSubscription, Meeting
from booking.notices.rounds import ask_to_compare
from database import writing

STORED, KNOWN, NOT_OURS = "stored", "known", "not_ours"
UNKNOWN_SUBSCRIPTION, WRONG_STATE, WRONG_TENANT = "unknown_subscription", "wrong_state", "wrong_tenant"

SOON = 60
"""Lifecycle events that say the same within so many seconds are one."""


@dataclass(frozen=True)
class Told:
    """One item of what was posted to us; nothing of it is believed yet."""

    subscription_id: str
    client_state: str = field(repr=False)
    tenant: str
    event_id: str = ""
    change: str = ""
    etag: str = ""
    lifecycle: str = ""
    """reauthorizationRequired, subscriptionRemoved or missed; empty for changes."""


def receive_changes(told: Sequence[Told], tenant: str, now: datetime) -> Counter[str]:
    """Store each proven change of a meeting of ours once, and have it looked into. Gives how many met which end."""
    outcomes: Counter[str] = Counter()
    with writing() as session:
        proven = _proven(session, told, tenant, outcomes)
        meetings = _meetings(session, [one.event_id for one, _ in proven])
        rows = []
        for one, subscription in proven:
            meeting = meetings.get(one.event_id)
            if meeting is None or meeting.technician_id != subscription.technician_id:
                outcomes[NOT_OURS] += 1
            else:
                rows.append(_row(one, meeting, now))
        new = _store(session, rows)
        outcomes += Counter({STORED: len(new), KNOWN: len(rows) - len(new)})
        for notice_id, meeting_id in new:
            enqueue_notice(session, notice_id, technician_id=_technician(meetings, meeting_id))
        return outcomes


def receive_lifecycle(told: Sequence[Told], tenant: str, now: datetime) -> Counter[str]:
    """Act on each proven word about a subscription: renew it, make another, or compare the whole calendar."""
    outcomes: Counter[str] = Counter()
    with writing() as session:
        for one, subscription in _proven(session, told, tenant, outcomes):
            outcomes[STORED] += 1
            if one.lifecycle == "missed":
                ask_to_compare(session, [subscription.technician_id], now)
                continue
            if one.lifecycle == "subscriptionRemoved":
                subscription.graph_id = subscription.expires_at = None
            subscription.next_attempt_at = now
            enqueue_subscription(session, subscription.technician_id, f"{now.timestamp() // SOON:.0f}")
        return outcomes


def enqueue_notice(session: Session, notice_id: int, technician_id: int, again: str = "") -> None:
    """Have a notice looked into, behind other work on the same mailbox."""
    jobs.enqueue(
        session,
        jobs.CALENDARS,
        "look_into_notice",
        str(technician_id),
        notice_id,
        workflow_id=f"notice-{notice_id}{again}",
    )


def enqueue_subscription(session: Session, technician_id: int, again: str) -> None:
    """Have a subscription made, renewed or ended."""
    jobs.enqueue(
        session,
        jobs.CALENDARS,
        "keep_subscription",
        str(technician_id),
        technician_id,
        workflow_id=f"subscription-{technician_id}-{again}",
    )


def _proven(
    session: Session, told: Sequence[Told], tenant: str, outcomes: Counter[str]
) -> list[tuple[Told, CalendarSubscription]]:
    """What really comes from Graph; the rest is counted."""
    subscriptions = {
        one.graph_id: one
        for one in session.scalars(
            select(CalendarSubscription)
            .where(CalendarSubscription.graph_id.in_({one.subscription_id for one in told}))
            .order_by(CalendarSubscription.technician_id)
        )
    }
    found = []
    for one in told:
        subscription = subscriptions.get(one.subscription_id)
        # Against something also where there is nothing, so that the time taken tells nobody which ids there are.
        expected = subscription.client_state if subscription else _NOBODYS_STATE
        agrees = hmac.compare_digest(one.client_state.encode(), expected.encode())
        if subscription is None:
            outcomes[UNKNOWN_SUBSCRIPTION] += 1
        elif not agrees:
            outcomes[WRONG_STATE] += 1
        elif one.tenant.lower() != tenant.lower():
            outcomes[WRONG_TENANT] += 1
        else:
            found.append((one, subscription))
    return found


_NOBODYS_STATE = str(uuid.uuid4())


def _meetings(session: Session, event_ids: Sequence[str]) -> dict[str, Meeting]:
    meetings = session.scalars(select(Meeting).where(Meeting.event_id.in_(set(event_ids))))
    return {meeting.event_id: meeting for meeting in meetings if meeting.event_id is not None}


def _technician(meetings: Mapping[str, Meeting], meeting_id: int) -> int:
    return next(one.technician_id for one in meetings.values() if one.id == meeting_id)


def _row(one: Told, meeting: Meeting, now: datetime) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "subscription_id": one.subscription_id,
        "event_id": one.event_id,
        "change": one.change,
        "etag": one.etag,
        "received_at": now,
        "attempts": 0,
        "next_attempt_at": now,
    }


def _store(session: Session, rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Ids of the notices that were new, and of their meetings."""
    if not rows:
        return []
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # In one order for everybody: two posts with the same notices would otherwise wait for each other.
    rows.sort(key=lambda row: (row["subscription_id"], row["event_id"], row["change"], row["etag"]))
    insert = dialect.insert(CalendarNotice).values(rows).on_conflict_do_nothing()
    return [
        (one, meeting)
        for one, meeting in session.execute(insert.returning(CalendarNotice.id, CalendarNotice.meeting_id))
    ]
