"""Being told of changes: one subscription for each technician, renewed every day, made anew when it is gone.

The row comes first, with the secret that proves notices; then Graph is asked what there is, and only then for another.
After every new subscription the calendar is compared, for nobody has told us what happened before.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from booking.backoff import USUAL_PACE, Pace
from booking.models import CalendarSubscription, Technician
from booking.notices.receive import enqueue_subscription
from booking.notices.rounds import ask_to_compare
from database import writing
from teams import (
    LIFETIME,
    Graph,
    GraphProblem,
    Subscription,
    SubscriptionRequest,
    end_subscription,
    renew_subscription,
    subscribe,
    subscriptions,
)

RENEWED_EVERY = timedelta(days=1)
TRY_AGAIN = timedelta(hours=1)
"""After a refusal: somebody has to mend something, and until then calendars are compared by the schedule."""


@dataclass(frozen=True)
class Addresses:
    """Where Graph shall tell us."""

    changes: str
    lifecycle: str


@dataclass(frozen=True)
class _Wanted:
    """What is on file when we begin."""

    mailbox: str
    works_here: bool
    graph_id: str | None
    client_state: str


def subscriptions_due(now: datetime, enabled: bool) -> int:
    """Enqueue what is to be made, renewed or (not `enabled`, or the technician has left) ended. Gives how many."""
    with writing() as session:
        due = [*_to_end(session, now, enabled), *(_to_make(session, now) if enabled else [])]
        for technician_id in due:
            enqueue_subscription(session, technician_id, f"{now.timestamp():.0f}")
        return len(due)


def _to_make(session: Session, now: datetime) -> list[int]:
    """Technicians without a subscription, or with one that is due."""
    return list(
        session.scalars(
            select(Technician.id)
            .outerjoin(CalendarSubscription, CalendarSubscription.technician_id == Technician.id)
            .where(
                Technician.left_at.is_(None),
                or_(CalendarSubscription.technician_id.is_(None), CalendarSubscription.next_attempt_at <= now),
            )
            .order_by(Technician.id)
        )
    )


def _to_end(session: Session, now: datetime, enabled: bool) -> list[int]:
    """Those that nobody wants any more, at the hour at which they would be renewed."""
    no_more = [Technician.left_at.is_not(None)] if enabled else []
    return list(
        session.scalars(
            select(CalendarSubscription.technician_id)
            .join(Technician, Technician.id == CalendarSubscription.technician_id)
            .where(CalendarSubscription.next_attempt_at <= now, *no_more)
            .order_by(CalendarSubscription.technician_id)
        )
    )


def keep_subscription(
    technician_id: int,
    graph: Graph,
    addresses: Addresses | None,
    clock: Callable[[], datetime],
    pace: Pace = USUAL_PACE,
) -> None:
    """Make what is on file and what Graph has agree. Without addresses the subscription is ended.

    What fails is put down with the time of the next try.
    """
    wanted = _claim(technician_id, clock(), pace)
    try:
        if addresses is None or not wanted.works_here:
            _end(technician_id, wanted, graph)
        else:
            _keep(technician_id, wanted, graph, addresses, clock)
    except GraphProblem as problem:
        _record_problem(technician_id, problem, clock(), pace)


def _claim(technician_id: int, now: datetime, pace: Pace) -> _Wanted:
    with writing() as session:
        technician = session.get_one(Technician, technician_id)
        row = session.get(CalendarSubscription, technician_id)
        if row is None:
            row = CalendarSubscription(
                technician_id=technician_id, client_state=secrets.token_urlsafe(32), attempts=0, next_attempt_at=now
            )
            session.add(row)
        row.attempts += 1
        row.next_attempt_at = now + pace.longest_try
        return _Wanted(technician.email, technician.left_at is None, row.graph_id, row.client_state)


def _keep(
    technician_id: int, wanted: _Wanted, graph: Graph, addresses: Addresses, clock: Callable[[], datetime]
) -> None:
    until = clock() + LIFETIME
    kept = renew_subscription(graph, wanted.graph_id, until) if wanted.graph_id else None
    if kept is not None and kept.notices_url == addresses.changes:
        _record_kept(technician_id, kept, clock())
        return
    for other in subscriptions(graph, wanted.mailbox):
        # Ours and useless: made by a call whose answer was lost, or with a secret or an address that is no more.
        # Another installation may have its own.
        if other.id == wanted.graph_id or other.notices_url == addresses.changes:
            end_subscription(graph, other.id)
    client_state = _new_state(technician_id)
    made = subscribe(
        graph, SubscriptionRequest(wanted.mailbox, addresses.changes, addresses.lifecycle, client_state, until)
    )
    _record_kept(technician_id, made, clock(), new=True)


def _new_state(technician_id: int) -> str:
    with writing() as session:
        row = session.get_one(CalendarSubscription, technician_id)
        row.graph_id = row.expires_at = None
        row.client_state = secrets.token_urlsafe(32)
        return row.client_state


def _end(technician_id: int, wanted: _Wanted, graph: Graph) -> None:
    if wanted.graph_id is not None:
        end_subscription(graph, wanted.graph_id)
    with writing() as session:
        session.delete(session.get_one(CalendarSubscription, technician_id))


def _record_kept(technician_id: int, kept: Subscription, now: datetime, *, new: bool = False) -> None:
    with writing() as session:
        row = session.get_one(CalendarSubscription, technician_id)
        row.graph_id, row.expires_at = kept.id, kept.expires_at
        row.attempts, row.problem, row.next_attempt_at = 0, None, now + RENEWED_EVERY
        if new:
            ask_to_compare(session, [technician_id], now)


def _record_problem(technician_id: int, problem: GraphProblem, now: datetime, pace: Pace) -> None:
    with writing() as session:
        row = session.get_one(CalendarSubscription, technician_id)
        row.problem = problem.advice
        again = problem.retryable or problem.unknown_outcome
        row.next_attempt_at = pace.next_attempt(now, row.attempts, problem.retry_after) if again else now + TRY_AGAIN
