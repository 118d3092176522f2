"""Where Microsoft Graph tells us of changes (Graph reference: "Receive change notifications through webhooks").

It expects an answer within three seconds, so what comes is only proven and stored here. Neither address exists unless
GRAPH_NOTIFICATIONS is on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from structlog import get_logger

from access import bearer_token, without_form_token
from booking.notices.receive import KNOWN, NOT_OURS, STORED, Told, receive_changes, receive_lifecycle
from booking.notices.subscribe import Addresses
from booking.pages.visit import now, settings
from config import Settings
from observe.metrics import count_notices
from request_limits import NOTICES, limiter, takes

log = get_logger(__name__)

routes = Blueprint("notices", __name__)

CHANGES_PATH, LIFECYCLE_PATH = "/graph/avisos", "/graph/cicle"
CHANGES = ("created", "updated", "deleted")
LIFECYCLE = ("reauthorizationRequired", "subscriptionRemoved", "missed")

LARGEST = 128 * 1024
"""Bytes of a post: some hundred notices, far more than have been seen in one."""
LONGEST = 512
"""Characters of any value that we use."""
LONGEST_TOKEN = 1024

MALFORMED = "malformed"
PROGRAM = "Microsoft Graph has no form of ours; each notice carries the clientState of its subscription"
TYPES = ("application/json", "text/plain", "")

Receive = Callable[[Sequence[Told], str, datetime], Counter[str]]


def init_app(app: Flask) -> None:
    """Register both addresses."""
    app.register_blueprint(routes)


def addresses(settings: Settings) -> Addresses | None:
    """Where Graph shall tell us; None when it shall not."""
    if not settings.graph_notifications:
        return None
    return Addresses(settings.public_url + CHANGES_PATH, settings.public_url + LIFECYCLE_PATH)


@routes.post(CHANGES_PATH)
@limiter.limit(NOTICES)
@takes(*TYPES)
@without_form_token(PROGRAM)
@bearer_token
def changes() -> Response:
    """Events were made, changed or deleted."""
    return _answer(receive_changes, _change)


@routes.post(LIFECYCLE_PATH)
@limiter.limit(NOTICES)
@takes(*TYPES)
@without_form_token(PROGRAM)
@bearer_token
def lifecycle() -> Response:
    """Something is about to happen to a subscription, or has happened."""
    return _answer(receive_lifecycle, _lifecycle)


def _answer(receive: Receive, read: Callable[[dict[str, Any]], Told | None]) -> Response:
    if not settings().graph_notifications:
        abort(404)
    if "validationToken" in request.args:
        return _handshake(request.args["validationToken"])
    if request.mimetype != "application/json":
        abort(415)
    items = _items()
    told = [one for one in (read(item) for item in items if isinstance(item, dict)) if one is not None]
    outcomes = receive(told, settings().entra_tenant, now())
    outcomes[MALFORMED] += len(items) - len(told)
    count_notices(+outcomes)
    for outcome, number in (+outcomes).items():
        if outcome not in (STORED, KNOWN, NOT_OURS):
            log.warning("graph notice dropped", outcome=outcome, count=number)
    return Response(status=202)


def _handshake(token: str) -> Response:
    """Give the word back, as text whatever it says: it comes from anybody."""
    if not 0 < len(token) <= LONGEST_TOKEN or not token.isprintable():
        abort(400)
    return Response(token, 200, content_type="text/plain; charset=utf-8")


def _items() -> list[Any]:
    request.max_content_length = LARGEST
    try:
        document = json.loads(request.get_data())
    except (ValueError, RecursionError):
        abort(400)
    items = document.get("value") if isinstance(document, dict) else None
    if not isinstance(items, list):
        abort(400)
    return items


def _change(item: dict[str, Any]) -> Told | None:
    data = item.get("resourceData")
    if not isinstance(data, dict) or item.get("changeType") not in CHANGES:
        return None
    return _told(item, event_id=data.get("id"), change=item["changeType"], etag=data.get("@odata.etag") or "")


def _lifecycle(item: dict[str, Any]) -> Told | None:
    if item.get("lifecycleEvent") not in LIFECYCLE:
        return None
    return _told(item, lifecycle=item["lifecycleEvent"])


def _told(item: dict[str, Any], **values: Any) -> Told | None:
    values |= {
        "subscription_id": item.get("subscriptionId"),
        "client_state": item.get("clientState"),
        "tenant": item.get("tenantId"),
    }
    return Told(**values) if all(map(_is_harmless, values.values())) else None


def _is_harmless(value: object) -> bool:
    """Letters that every database takes, and not too many."""
    return isinstance(value, str) and len(value) <= LONGEST and value.isascii() and (value == "" or value.isprintable())
