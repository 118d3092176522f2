"""What staff are told where there is no case to show: it was destroyed, or they work for no office."""

from __future__ import annotations

from flask import render_template

from booking.board.routes import NoOffice, no_office
from booking.pages.answers import Answer
from cases.desk.routes import routes
from cases.errors import CaseDestroyed
from web.security import personal

routes.register_error_handler(NoOffice, no_office)


@routes.errorhandler(CaseDestroyed)
@personal
def destroyed(error: CaseDestroyed) -> Answer:
    """When, and by which rule."""
    return render_template("cases/destroyed.html", when=error.when, rule=error.rule), 410
