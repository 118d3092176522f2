"""Error pages: what happened in one sentence, what to do now, whom to call. Nothing of the request is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app, g, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable, default_exceptions

if TYPE_CHECKING:
    from werkzeug.sansio.response import Response

PAGES = (400, 403, 404, 405, 409, 410, 413, 415, 429, 500, 503)
RETRY_AFTER = {429: 60, 503: 30}
"""Seconds to wait, when the error itself does not say."""


def init_app(app: Flask) -> None:
    """Answer every error of the application with a page of the site."""
    for code in default_exceptions:
        app.register_error_handler(code, _http_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(InterfaceError, _no_database)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    return _page(error, str(code if code in PAGES else 500 if code >= 500 else 400))


def csrf_error(error: CSRFError) -> Response:
    """The page for a form that came without its token. Pages that can keep what was typed answer themselves."""
    return _page(error, "csrf")


def _no_database(error: OperationalError | InterfaceError) -> Response:
    # Only the type: the message of a database error repeats what was being written.
    current_app.logger.error("database does not answer", extra={"error": type(error.orig).__name__})
    return _page(ServiceUnavailable(), "503")


def _page(error: HTTPException, name: str) -> Response:
    if error.response is not None:
        return error.response
    g.error_page = True
    response = error.get_response()  # brings Allow and Retry-After along
    response.set_data(render_template(f"errors/{name}.html"))
    if response.status_code in RETRY_AFTER and "Retry-After" not in response.headers:
        response.headers["Retry-After"] = str(RETRY_AFTER[response.status_code])
    return response
