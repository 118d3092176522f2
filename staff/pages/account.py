"""What the service knows of the person who is signed in, and where they are signed in."""

from __future__ import annotations

from flask import render_template

from access import for_staff
from database import db
from staff.pages.guard import staff
from staff.pages.routes import Answer, now, routes, settings
from staff.sessions import open_sessions


@routes.get("/compte")
@for_staff
def account() -> Answer:
    """Roles, the last sign-in, and the browsers that are signed in, this one first."""
    who = staff()
    browsers = open_sessions(db.session(), who.member_id, now(), settings().session_idle)
    others = [browser for browser in browsers if browser.id != who.session_id]
    return render_template("staff/account.html", who=who, others=others)
