"""Subscriptions to changes of calendars (Graph reference: "subscription resource type", "Create subscription").

While `subscribe` waits for its answer, Graph asks both addresses whether they are ours: whoever answers there must not
be waiting for this call. A second subscription to the same calendar is not refused everywhere, so look at
`subscriptions` first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .graph import Graph
from .mailbox import user_id
from .problems import GraphProblem
from .values import instant_from_graph, text_from_graph

LIFETIME = timedelta(minutes=4230)
"""The longest that every version of the documentation allows for events; some say 10,080 minutes."""


@dataclass(frozen=True)
class SubscriptionRequest:
    """To whose calendar, and where to tell. Both addresses must begin with https://."""

    mailbox: str
    notices_url: str
    lifecycle_url: str
    client_state: str = field(repr=False)
    """Comes back in every notice and proves it to be Graph's. At most 128 characters."""
    until: datetime


@dataclass(frozen=True)
class Subscription:
    """A subscription as Graph has it."""

    id: str
    resource: str
    notices_url: str
    expires_at: datetime


def subscribe(graph: Graph, request: SubscriptionRequest) -> Subscription:
    """Ask to be told of every event that is made, changed or deleted in the calendar, by immutable id.

    Raises `GraphProblem`: advice `address_not_reached` when Graph did not get its own word back from both addresses;
    with `unknown_outcome` there may be a subscription all the same.
    """
    answer = graph.change(
        "POST",
        "subscriptions",
        json={
            "changeType": "created,updated,deleted",
            "resource": _resource(graph, request.mailbox),
            "notificationUrl": request.notices_url,
            "lifecycleNotificationUrl": request.lifecycle_url,
            "expirationDateTime": _moment(request.until),
            "clientState": request.client_state,
        },
    )
    return _subscription(answer, changes=True)


def renew_subscription(graph: Graph, subscription_id: str, until: datetime) -> Subscription | None:
    """Let it last longer; also the answer to a request for reauthorization. None when Graph knows it no more."""
    try:
        answer = graph.change("PATCH", "subscriptions", subscription_id, json={"expirationDateTime": _moment(until)})
    except GraphProblem as problem:
        if problem.status == 404:
            return None
        raise
    return _subscription(answer, changes=True)


def end_subscription(graph: Graph, subscription_id: str) -> None:
    """End it; one that has ended already is ended."""
    try:
        graph.change("DELETE", "subscriptions", subscription_id)
    except GraphProblem as problem:
        if problem.status != 404:
            raise


def subscriptions(graph: Graph, mailbox: str) -> list[Subscription]:
    """All of this application's to the calendar of one mailbox, whoever made them and wherever they tell."""
    wanted = _resource(graph, mailbox).lower()
    found = (_subscription(item) for item in graph.pages("subscriptions", params={}))
    return [one for one in found if one.resource.lower().strip("/") == wanted]


def _resource(graph: Graph, mailbox: str) -> str:
    return f"users/{user_id(graph, mailbox)}/events"


def _subscription(item: dict[str, Any], *, changes: bool = False) -> Subscription:
    return Subscription(
        id=text_from_graph(item, "id", changes=changes),
        resource=text_from_graph(item, "resource", changes=changes),
        notices_url=text_from_graph(item, "notificationUrl", changes=changes),
        expires_at=instant_from_graph(item, "expirationDateTime"),
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
