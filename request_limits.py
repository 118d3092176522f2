"""What a request may be: how often it comes from one address, and in which form.

The limits are soft: kept in memory per process, so that a broken script or a bored person does no harm. What must hold
(appointments per person, one hold per browser) are rules of the service in the database. Behind a proxy set PROXY_HOPS,
else everybody shares one address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

FORM_TYPES = ("", "application/x-www-form-urlencoded", "multipart/form-data")

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

FORMS = "30 per minute; 300 per hour"
"""Steps of a booking: a whole family behind one address, or a town hall, is far below."""

LINKS = "6 per minute; 30 per hour"
"""Requests for a lost link: guessing references must not pay."""


NOTICES = "1200 per minute"
"""Microsoft Graph comes from few addresses; a change of one event is told several times."""

View = TypeVar("View", bound=Callable[..., Any])


def takes(*types: str) -> Callable[[View], View]:
    """Mark a view whose POST brings something else than a form; the empty type is for no content at all."""

    def mark(view: View) -> View:
        # An attribute, not a wrapper: functools.wraps of decorators around it carries it outward.
        view.takes = types  # type: ignore[attr-defined]  # functions take attributes
        return view

    return mark


def takes_files(largest: int) -> Callable[[View], View]:
    """Mark a view whose POST may bring files, of `largest` bytes in all.

    The request is not read before the view asks for it (`web.uploads.receive_form`, which checks the form's token too):
    first it must know who is asking and for what.
    """

    def mark(view: View) -> View:
        view.largest = largest  # type: ignore[attr-defined]  # as above
        return view

    return mark


def largest_upload(view: Callable[..., Any] | None) -> int | None:
    """Bytes that a view takes with its files; None for one that is not marked."""
    largest: int | None = getattr(view, "largest", None)
    return largest


def init_app(app: Flask) -> None:
    """Check every request before anything else looks at it. RATELIMIT_ENABLED=False turns the counting off."""
    limiter.init_app(app)

    @app.before_request
    def forms_only() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.method == "POST" and request.mimetype not in getattr(view, "takes", FORM_TYPES):
            abort(415)
        if (largest := largest_upload(view)) is not None:
            request.max_content_length = largest
