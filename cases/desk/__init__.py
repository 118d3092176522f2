"""What staff see of cases: the list, the file, its papers. To the staff of another office a case does not exist."""

from __future__ import annotations

from flask import Flask

from booking.pages.phones import readable
from cases.desk import (
    addresses,
    assign_many,
    beside,
    case_archive,
    company,
    deadlines,
    documents,
    file,
    gone,
    list_files,
    listing,
    mails,
    mediating,
    moving,
    opening,
    people,
    requiring,
    resolving,
    retention,
    save,
)
from cases.desk.routes import routes
from cases.law_wording import law_word
from cases.wording import word

PAGES = (
    assign_many,
    beside,
    case_archive,
    company,
    deadlines,
    documents,
    file,
    gone,
    list_files,
    listing,
    mails,
    mediating,
    moving,
    opening,
    people,
    requiring,
    resolving,
    retention,
    save,
)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages, and give templates the words of codes: `case_word("state", case.state)`."""
    addresses.init_app(app)
    app.register_blueprint(routes)
    app.jinja_env.globals["case_word"] = word
    app.jinja_env.globals["law_word"] = law_word
    app.jinja_env.filters["phone_number"] = readable
