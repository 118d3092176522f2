"""Out: in this browser, in all of them, and of Microsoft 365 as a whole."""

from __future__ import annotations

from flask import current_app, redirect, render_template, session, url_for
from structlog import get_logger
from werkzeug.wrappers import Response

from access import for_staff, public
from staff.pages.guard import session_token, staff, take_cookie, visitor
from staff.pages.routes import ONCE_DONE, Answer, now, routes, settings
from staff.sessions import sign_out, sign_out_everywhere
from teams import SignIn, SignInRefused
from web.security import personal

log = get_logger(__name__)

SIGNED_OUT_PATH = "/surt"
"""Registered with Entra ID too: its own sign-out leads back here."""


@routes.get(SIGNED_OUT_PATH)
@personal
@public
def signed_out() -> Answer:
    """You are out. On a shared computer there is one thing more to do."""
    if visitor() is not None:
        return redirect(url_for("staff.account"), ONCE_DONE)
    return render_template("staff/signed_out.html")


@routes.post(SIGNED_OUT_PATH)
@personal
@public
def leave() -> Answer:
    """Sign out in this browser."""
    token = session_token()
    if token is not None:
        sign_out(token, now())
        log.info("staff signed out")
    return _out()


@routes.post("/surt/arreu")
@for_staff
def leave_everywhere() -> Answer:
    """Sign out in all browsers: one was left open elsewhere, or somebody else may have been there."""
    ended = sign_out_everywhere(staff().member_id, now())
    log.info("staff signed out everywhere", member_id=staff().member_id, count=ended)
    return _out()


@routes.get("/surt/microsoft")
@personal
@public
def leave_microsoft() -> Answer:
    """On to Microsoft's own sign-out, which ends Outlook and Teams in this browser too, and leads back."""
    way_in: SignIn = current_app.extensions["staff_sign_in"]
    back_to = settings().public_url + SIGNED_OUT_PATH
    try:
        return redirect(way_in.sign_out_url(back_to), ONCE_DONE)
    except SignInRefused as refused:
        log.warning("staff sign-out of Microsoft failed", outcome=str(refused.reason))
        return render_template("staff/signed_out.html", microsoft_failed=True)


def _out() -> Response:
    session.clear()
    response = redirect(url_for("staff.signed_out"), ONCE_DONE)
    take_cookie(response)
    return response
