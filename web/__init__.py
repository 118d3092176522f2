"""How pages look and travel: languages, dates, static files, security headers, error pages, the office in the footer.

Each module has an ``init_app``; :func:`init_app` here calls them in the order they need. Nothing in this package knows
the tables: what it must know of the office comes in through a function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Flask

from web import dates, errors, languages, money, office, pages, security, static_files
from web.office import Office

__all__ = ["Office", "SiteSettings", "init_app"]


class SiteSettings(Protocol):
    """The part of the settings that pages need."""

    @property
    def office_timezone(self) -> ZoneInfo:
        """The zone in which hours are chosen and shown."""

    @property
    def office_phone(self) -> str:
        """What the footer says when the office itself cannot be read."""

    @property
    def hsts(self) -> bool:
        """Whether this process tells browsers to come back by HTTPS only."""


def init_app(app: Flask, settings: SiteSettings, load_office: Callable[[], Office | None]) -> None:
    """Give the application everything that its pages need.

    ``app`` must be made with ``static_folder=None``: files are served in front of Flask. ``load_office`` reads the
    office whose name and telephone stand on every page; it may raise ``SQLAlchemyError``, and the pages do without.
    """
    languages.init_app(app)
    dates.init_app(app, settings.office_timezone)
    money.init_app(app)
    office.init_app(app, load_office, settings.office_phone)
    static_files.init_app(app)
    security.init_app(app, hsts=settings.hsts)
    errors.init_app(app)
    app.register_blueprint(pages.site)
