"""What a person sees of their own case, behind the secret address `/e/<token>`."""

from __future__ import annotations

from flask import Flask

from cases.document_words import document_word
from cases.pages import appointment_papers, case_papers, own_case
from cases.pages.give_out import gateways
from cases.pages.routes import routes
from cases.papers.words import size

JOURNEYS = (own_case, case_papers)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages, and give templates the words of papers: `document_word("invoice")`, `file_size(1024)`, and
    `papers_are_scanned()`, for whoever should know that nobody looks for viruses.

    To be called after those of booking, which make the parts of addresses known.
    """
    app.register_blueprint(routes)
    app.register_blueprint(appointment_papers.routes)
    app.jinja_env.globals.update(
        document_word=document_word, file_size=size, papers_are_scanned=lambda: gateways().scanner is not None
    )
