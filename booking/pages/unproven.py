"""Forms that come without their CSRF token: nothing is done, and where somebody had typed, nothing is lost."""

from __future__ import annotations

from flask import request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from booking.pages import details, recover
from booking.pages.answers import Answer
from booking.pages.routes import routes
from web.errors import csrf_error


@routes.errorhandler(CSRFError)
def unproven(error: CSRFError) -> Answer:
    """Cookies lost, a page left open for days, or a forged request: the form again, as typed, with a new token."""
    if request.endpoint == "booking.fill_in" and request.view_args:
        try:
            return details.typed_again(request.view_args["slot_id"])
        except NotFound:
            return csrf_error(error)  # not even the address makes sense
    if request.endpoint == "booking.ask_for_link":
        return recover.typed_again()
    return csrf_error(error)
