"""Each request: its name, its line in the log, its time in the metrics."""

from __future__ import annotations

import re
import time
import uuid
from types import TracebackType

import structlog
from flask import Flask, Response, g, request
from structlog import get_logger

from observe import metrics

log = get_logger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9_.:=-]{16,80}")
"""What proxies send: 32 hexadecimal digits (nginx), a UUID, or `Root=1-67891233-...` and the like."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

ErrorInfo = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


def init_app(app: Flask, *, behind_proxy: bool) -> None:
    """Name, time, count and log the requests of the application; give each answer its `X-Request-Id`."""

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()
        g.request_id = _request_id(request.headers.get("X-Request-Id", "") if behind_proxy else "")
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        if "begun" not in g:  # an error before the first hook, such as a host name that makes no sense
            return response
        seconds = time.perf_counter() - g.begun
        response.headers["X-Request-Id"] = g.request_id
        method, route = method_label(), route_label()
        metrics.count_request(method, route, response.status_code, seconds)
        # What asks every few seconds whether we live would drown everything else.
        write = log.debug if _is_probe(route) and response.status_code < 400 else log.info
        write("request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
        return response

    @app.teardown_request
    def end(error: BaseException | None) -> None:
        structlog.contextvars.clear_contextvars()  # the thread goes on to other things

    def log_error(exc_info: ErrorInfo) -> None:
        # Instead of Flask's, which writes the path: a path can hold the token of somebody's appointment.
        log.error("error in a view", route=route_label(), exc_info=exc_info[1])

    app.log_exception = log_error  # type: ignore[method-assign]  # the way that Flask documents for replacing it


def route_label() -> str:
    """The template of the address, such as `/c/<token>`; never the path."""
    return request.url_rule.rule if request.url_rule else "(none)"


def method_label() -> str:
    """The method, unless a client has made one up."""
    return request.method if request.method in METHODS else "(other)"


def _is_probe(route: str) -> bool:
    return route == "/metrics" or route.startswith("/salut/")


def _request_id(given: str) -> str:
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
