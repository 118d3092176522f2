"""What a person sees of their own case, behind the secret address `/e/<token>`."""

from __future__ import annotations

from flask import Flask

from cases.pages import appointment_papers, case_papers, own_case
from cases.pages.routes import routes

JOURNEYS = (own_case, case_papers)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages. To be called after those of booking, which make the parts of addresses known."""
    app.register_blueprint(routes)
    app.register_blueprint(appointment_papers.routes)
