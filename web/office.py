"""The office whose name and telephone stand on every page, also when the database does not answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

KEEP_SECONDS = 60.0
"""How long a process believes what it read: a page is opened far more often than an office changes its telephone."""


class Office(Protocol):
    """What pages say of an office, in the language of the page. Empty texts are left out."""

    @property
    def name(self) -> str: ...

    @property
    def phone(self) -> str: ...

    @property
    def phone_hours(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def controller(self) -> str: ...

    @property
    def rights_address(self) -> str: ...

    @property
    def dpo_email(self) -> str: ...

    @property
    def privacy_url(self) -> str: ...


@dataclass
class OfficeDesk:
    """Keeps the last office read, so that an error page still has a telephone number."""

    load: Callable[[], Office | None]
    phone: str
    _office: Office | None = None
    _read_at: float | None = None

    def office(self) -> Office | None:
        """The office, at most a minute old; the last one known, or none, while the database does not answer."""
        now = monotonic()
        if self._read_at is None or now - self._read_at > KEEP_SECONDS:
            try:
                self._office = self.load()
            except SQLAlchemyError as error:
                # The page being shown matters more; what is wrong with the database shows in the request itself.
                current_app.logger.warning("office could not be read", extra={"error": type(error).__name__})
            else:
                self._read_at = now
        return self._office


def site_office() -> Office | None:
    """The office of the site, or none when it cannot be read."""
    desk: OfficeDesk = current_app.extensions["office_desk"]
    return desk.office()


def init_app(app: Flask, load: Callable[[], Office | None], phone: str) -> None:
    """Tell templates of the office: ``site_office()`` and, in case there is none, ``office_phone``."""
    app.extensions["office_desk"] = OfficeDesk(load, phone)
    app.jinja_env.globals.update(site_office=site_office, office_phone=phone)
