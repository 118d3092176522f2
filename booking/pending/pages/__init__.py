"""The coordinator's list of what needs a hand with its actions, and why a day is empty."""

from __future__ import annotations

from flask import Flask

from booking.pending.pages import actions, address, overview, why
from booking.pending.pages.routes import routes

JOURNEYS = (overview, actions, address, why)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes)
