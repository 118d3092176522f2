"""The application: settings, extensions, blueprints, error pages. Read this first.

`create_app()` makes the web site and the command line; the worker (worker.py) is a command of it. What each request
does lies in the packages: booking/ (appointments), staff/ (people who work here), teams/ and mail/ (the outside), web/
(how pages look and travel). Who may use an address stands on its view (access.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix

import access
import booking.agenda
import booking.board
import booking.commands
import booking.notices.pages
import booking.pages
import booking.pending.pages
import cases.commands
import cases.desk
import cases.pages
import commands
import database
import doctor
import health
import observe
import request_limits
import staff.commands
import staff.pages
import web
from booking.models import Office
from config import Settings
from outside import Papers
from staff.pages import guard
from web.languages import current_language
from web.templating import Templates

LARGEST_REQUEST = 256 * 1024
"""Bytes. Forms are a few kilobytes; views that take files say how much more (`request_limits.takes_files`)."""


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Raises `config.SettingsError` naming every setting that is wrong."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.jinja_environment = Templates
    app.config.update(
        SECRET_KEY=settings.secret_key,
        VIDEOCITA=settings,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        RATELIMIT_ENABLED=settings.rate_limits,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a form left open over lunch must still work
    )
    app.extensions["papers"] = Papers.of(settings)
    observe.init_app(app, settings)
    database.init_app(app, settings.database_url)
    request_limits.init_app(app)
    csrf = CSRFProtect(app)
    web.init_app(app, settings, _site_office)
    health.init_app(app)
    staff.pages.init_app(app, settings)
    booking.pages.init_app(app)
    booking.agenda.init_app(app)
    booking.pending.pages.init_app(app)
    booking.notices.pages.init_app(app)
    booking.board.init_app(app)
    cases.desk.init_app(app)
    cases.pages.init_app(app)
    booking.commands.init_app(app)
    cases.commands.init_app(app)
    staff.commands.init_app(app)
    commands.init_app(app, settings)
    doctor.init_app(app, settings)
    guard.check_declarations(app)
    _exempt_programs(app, csrf)
    if hops := settings.proxy_hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way to add middleware
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def _exempt_programs(app: Flask, csrf: CSRFProtect) -> None:
    """What programs send carries no token of a form; each such view says why it needs none (access.py).

    Views that take files check it themselves, when they know that they want to read the request (web/uploads.py).
    """
    for view in app.view_functions.values():
        declared = access.of(view)
        if (declared is not None and declared.without_form_token) or request_limits.largest_upload(view):
            csrf.exempt(view)


@dataclass(frozen=True)
class _SiteOffice:
    """What every page prints of the office, in the language of the page."""

    name: str
    phone: str
    hours: dict[str, str]
    email: str
    address: str
    controller: str
    rights_address: str
    dpo_email: str
    colour: str | None
    privacy_url: str = ""

    @property
    def phone_hours(self) -> str:
        return self.hours[current_language()]


def _site_office() -> _SiteOffice | None:
    row = database.db.session.execute(
        select(
            Office.name,
            Office.phone,
            Office.phone_hours,
            Office.email,
            Office.address,
            Office.controller,
            Office.rights_address,
            Office.dpo_email,
            Office.colour,
        )
        .order_by(Office.id)
        .limit(1)
    ).first()
    return _SiteOffice(*row) if row else None
