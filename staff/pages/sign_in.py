"""In by Microsoft Entra ID, and back to where one was going."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import current_app, redirect, render_template, request, session
from structlog import get_logger
from werkzeug.wrappers import Response

from access import changes_on_get, public
from request_limits import FORMS, limiter
from staff.errors import NotAdmitted
from staff.next_address import ours
from staff.pages.guard import give_cookie, session_token, visitor
from staff.pages.menu import home
from staff.pages.routes import ONCE_DONE, Answer, now, routes, settings
from staff.sign_in import Opened, sign_in
from teams import Flow, Refusal, SignIn, SignInRefused
from web.languages import current_language, force_language
from web.security import leads_away, personal

log = get_logger(__name__)

BEGUN = "sign_in"
"""Under this name the session of the browser keeps what was begun, for one answer."""

RETURN_PATH = "/entra/tornada"
"""Registered with Entra ID together with PUBLIC_URL (docs/microsoft-365.md); one address for all languages."""

STATUS = {"access_denied": 403, "not_staff": 403, "access_ended": 403, "unavailable": 503, "credential_refused": 503}
"""Of the page that says why nobody was signed in. For all that could be forged it is 400, with the same words."""

RETRY_AFTER = "30"


@routes.get("/entra")
@leads_away
@personal
@public
def enter() -> Answer:
    """One button. Whoever is signed in already goes on."""
    to = ours(request.args.get("next"))
    who = visitor()
    if who is not None:
        return redirect(to or home(who.roles), ONCE_DONE)
    return render_template("staff/enter.html", next=to)


@routes.post("/entra")
@limiter.limit(FORMS)
@leads_away
@personal
@public
def begin() -> Answer:
    """Off to Microsoft."""
    to = ours(request.form.get("next"))
    try:
        address, flow = _way_in().begin(settings().public_url + RETURN_PATH)
    except SignInRefused as refused:
        return _refused(refused.reason, to)
    session[BEGUN] = {"flow": asdict(flow), "next": to, "language": current_language()}
    return redirect(address, ONCE_DONE)


@routes.get(RETURN_PATH)
@limiter.limit(FORMS)
@leads_away
@personal
@changes_on_get("Entra ID brings people back by a redirect; without a state that this browser began nothing is done")
@public
def back() -> Answer:
    """Back from Microsoft: see who it is, and let them in."""
    begun: dict[str, Any] = session.pop(BEGUN, None) or {"flow": None, "next": None, "language": current_language()}
    force_language(begun["language"])
    try:
        somebody = _way_in().finish(Flow(**begun["flow"]) if begun["flow"] else None, request.args)
        opened = sign_in(somebody, now(), settings().session_length, session_token())
    except (SignInRefused, NotAdmitted) as refused:
        return _refused(refused.reason, begun["next"])
    return _welcome(opened, begun["next"])


def _welcome(opened: Opened, to: str | None) -> Response:
    # Nothing that this browser held before signing in is good afterwards, the token of its forms included.
    session.clear()
    response = redirect(to or home(opened.roles), ONCE_DONE)
    give_cookie(response, opened.token)
    log.info("staff signed in", member_id=opened.member_id)
    return response


def _refused(reason: str, to: str | None) -> Answer:
    who = visitor() if reason == Refusal.STATE_MISMATCH else None
    if who is not None:
        return redirect(home(who.roles), ONCE_DONE)  # the way back was opened once more, by Back or a reload
    log.warning("staff sign-in refused", outcome=str(reason))
    status = STATUS.get(reason, 400)
    page = render_template("staff/refused.html", reason=str(reason), status=status, next=to)
    return page, status, {"Retry-After": RETRY_AFTER} if status == 503 else {}


def _way_in() -> SignIn:
    way_in: SignIn = current_app.extensions["staff_sign_in"]
    return way_in
