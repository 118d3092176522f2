"""What consumers see: one module per journey, all on one blueprint.

Each view fetches, asks one verb, and answers. GET reads and never writes; POST changes and answers 303 or a page.
"""

from __future__ import annotations

from flask import Flask

from booking.pages import (
    addresses,
    appointment,
    calendar_file,
    cancel,
    details,
    hold,
    join,
    move,
    own_colour,
    recover,
    start,
    times,
    unproven,
)
from booking.pages.routes import routes

JOURNEYS = (start, times, hold, details, appointment, join, move, cancel, calendar_file, recover, own_colour, unproven)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    addresses.init_app(app)
    app.register_blueprint(routes)
