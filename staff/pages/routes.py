"""The blueprint to which each module of the package adds its views, and what they all need."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app
from werkzeug.sansio.response import Response

from config import Settings

Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response

routes = Blueprint("staff", __name__)

ONCE_DONE = 303
"""On to a page that is read with GET (RFC 9110 15.4.4)."""


def now() -> datetime:
    """The moment of the request, in UTC."""
    return datetime.now(UTC)


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["VIDEOCITA"]
    return found
