"""The door: every request is held to the declaration of its view, and a view without one stops the start.

The session of staff has a cookie of its own. Flask's is rewritten with every answer that changes something in it, so
an answer that was long under way could bring back a session that has been ended meanwhile, or lose a new one.
"""

from __future__ import annotations

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

import access
from database import db
from staff.next_address import ours
from staff.pages.routes import ONCE_DONE, now, settings
from staff.sessions import SEEN_EVERY, SignedIn, find, seen
from web.languages import page_url

COOKIE = "videocita-staff"


class UndeclaredAccess(RuntimeError):
    """These views do not say who may use them (see access.py)."""


def init_app(app: Flask) -> None:
    """Check every request. To be called after the CSRF protection, whose refusals come first."""
    app.before_request(admit)
    app.after_request(_keep_private)
    app.jinja_env.globals["staff_signed_in"] = lambda: g.get("staff")


def check_declarations(app: Flask) -> None:
    """Raises UndeclaredAccess. To be called when all views are registered."""
    undeclared = sorted(name for name, view in app.view_functions.items() if access.of(view) is None)
    if undeclared:
        raise UndeclaredAccess(", ".join(undeclared))


def admit() -> AnyResponse | None:
    """Let the request through, or answer it: with the way to sign in, or with 403."""
    declared = _declared()
    if declared is None or declared.kind != "staff":
        return None
    who = visitor()
    if who is None:
        return _sign_in_first(declared)
    if not declared.admits(who.roles):
        abort(403)
    if declared.counts_as_activity and now() - who.last_seen_at >= SEEN_EVERY:
        seen(who.session_id, now())
    g.staff = who
    return None


def visitor() -> SignedIn | None:
    """The member of staff who is asking, on pages that are for others too; one query if there is a cookie."""
    token = session_token()
    return None if token is None else find(db.session(), token, now(), settings().session_idle)


def staff() -> SignedIn:
    """The member of staff who is asking, on pages that are for staff."""
    who: SignedIn = g.staff
    return who


def only_of_office(office_id: int) -> None:
    """What belongs to another office does not exist for this person: 404."""
    if not staff().serves(office_id):
        abort(404)


def session_token() -> str | None:
    """What the browser's cookie holds."""
    return request.cookies.get(_cookie_name())


def give_cookie(response: AnyResponse, token: str) -> None:
    """Until the browser is closed; the row ends it earlier."""
    secure = settings().secure_cookies
    response.set_cookie(_cookie_name(), token, path="/", secure=secure, httponly=True, samesite="Lax")


def take_cookie(response: AnyResponse) -> None:
    secure = settings().secure_cookies
    response.delete_cookie(_cookie_name(), path="/", secure=secure, httponly=True, samesite="Lax")


def _declared() -> access.Access | None:
    if request.endpoint is None:
        return None  # no such address, or not with this method: routing has its own answer
    declared = access.of(current_app.view_functions[request.endpoint])
    if declared is None:
        raise UndeclaredAccess(request.endpoint)
    return declared


def _sign_in_first(declared: access.Access) -> AnyResponse:
    if not declared.counts_as_activity:
        raise Forbidden  # a script asked: a page to sign in is of no use to it
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("staff.enter", next=page_url()), ONCE_DONE)
    came_from = ours(request.headers.get("Referer", "").removeprefix(settings().public_url))
    page = render_template("staff/ended.html", enter_url=url_for("staff.enter", next=came_from))
    return Response(page, 403)


def _keep_private(response: Response) -> Response:
    """Whatever staff see is kept by no cache and found by no search engine."""
    if "staff" in g:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    return response


def _cookie_name() -> str:
    # The prefix makes browsers refuse one that another host of the same domain has set (RFC 6265bis 4.1.3.2).
    return f"__Host-{COOKIE}" if settings().secure_cookies else COOKIE
