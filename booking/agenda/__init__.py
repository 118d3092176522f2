"""What technicians see: their day, the page of a call, the page during the call, their hours and their calendar feed.

Each view fetches, asks one verb, and answers. To the staff of another office a call does not exist.
"""

from __future__ import annotations

from flask import Flask

from booking.agenda import call, call_papers, closing, day, during, entering, feed, hours, notes
from booking.agenda.routes import routes

JOURNEYS = (day, call, call_papers, entering, during, notes, closing, hours, feed)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages. To be called after those of consumers, which make the parts of addresses known."""
    app.register_blueprint(routes)
