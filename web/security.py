"""The security headers of every answer, and how a view says that it needs others."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, current_app, g, request

if TYPE_CHECKING:
    from flask import Response

View = TypeVar("View", bound=Callable[..., Any])

PERSONAL = "personal"
CAMERA = "camera"
LEADS_AWAY = "leads away"

CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
DEVICES = ("camera", "microphone", "display-capture", "geolocation", "payment", "usb")
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def personal(view: View) -> View:
    """Mark a view whose pages belong to one person: kept by no cache, found by no search engine."""
    return _mark(view, PERSONAL)


def personal_answer() -> None:
    """Mark the answer to this request alone: a page that is everybody's shows what one person has typed."""
    g.traits = frozenset({PERSONAL})


def uses_camera(view: View) -> View:
    """Mark the view of the device test, the only one that may ask for camera and microphone."""
    return _mark(view, CAMERA)


def leads_away(view: View) -> View:
    """Mark a view whose form is answered with a redirect to another host.

    ``form-action 'self'`` stops such a redirect, Teams redirects onward between hosts of its own, and the directive has
    no fallback when it is left out.
    """
    return _mark(view, LEADS_AWAY)


@cache
def headers_for(traits: frozenset[str], hsts: bool) -> tuple[tuple[str, str], ...]:
    """The headers of a view with these marks."""
    policy = dict(CONTENT_POLICY)
    if LEADS_AWAY in traits:
        del policy["form-action"]
    allowed = ("camera", "microphone") if CAMERA in traits else ()
    headers = [
        ("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items())),
        ("Permissions-Policy", ", ".join(f"{device}={'(self)' if device in allowed else '()'}" for device in DEVICES)),
        # Not no-referrer: Flask-WTF refuses a POST over HTTPS that comes without one.
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    if PERSONAL in traits:
        headers += [("X-Robots-Tag", "noindex, nofollow"), ("Cache-Control", "no-store")]
    if hsts:
        headers.append(HSTS)
    return tuple(headers)


def init_app(app: Flask, *, hsts: bool) -> None:
    """Add the headers to every answer of the application, error pages included."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        view = current_app.view_functions.get(request.endpoint) if request.endpoint else None
        traits: frozenset[str] = getattr(view, "traits", frozenset()) | g.get("traits", frozenset())
        for name, value in headers_for(traits, hsts):
            response.headers.setdefault(name, value)  # a view may be stricter
        # Forms carry a token of this visitor and free hours change: nobody else may be given this copy.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _mark(view: View, trait: str) -> View:
    # An attribute, not a wrapper: functools.wraps of decorators around it carries it outward.
    view.traits = getattr(view, "traits", frozenset()) | {trait}  # type: ignore[attr-defined]  # functions take attributes
    return view
