"""The coordinator's list of what needs a hand, and the actions on it. To the staff of another office it is empty."""

from __future__ import annotations

from flask import Flask

from booking.pending.pages import actions, address, overview
from booking.pending.pages.routes import routes

JOURNEYS = (overview, actions, address)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes)
