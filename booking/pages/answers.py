"""The kinds of answer that views give, and the way on that several journeys share."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.sansio.response import Response as AnyResponse
from werkzeug.wrappers import Response

Answer = str | tuple[str, int] | AnyResponse

ONCE_DONE = 303
"""After a change, and where it was made already: on to a page that is read with GET (RFC 9110 15.4.4)."""


def to_appointment(token: str) -> Response:
    """On to the page of the appointment."""
    return redirect(url_for("booking.appointment", token=token), ONCE_DONE)
