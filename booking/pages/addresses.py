"""Parts of an address that mean something: anything else is an unknown page before any view or table is asked."""

from __future__ import annotations

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError


class DayConverter(BaseConverter):
    """A day of the calendar as `2026-11-24`. The 30th of February is no address."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: date) -> str:
        return value.isoformat()


class SlotConverter(BaseConverter):
    """Id of a slot. Whether there is such a slot is not asked here."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class TokenConverter(BaseConverter):
    """The secret part of a personal address, in the letters of base64url."""

    regex = r"[A-Za-z0-9_-]{16,64}"


def init_app(app: Flask) -> None:
    """Make `<day:…>`, `<slot:…>` and `<token:…>` known to the routes."""
    app.url_map.converters.update(day=DayConverter, slot=SlotConverter, token=TokenConverter)
