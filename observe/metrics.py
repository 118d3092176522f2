"""Metrics for Prometheus: `/metrics`, for whoever carries the METRICS_TOKEN.

Counts of a process live in it, or in files under PROMETHEUS_MULTIPROC_DIR when several processes serve (then give the
worker the same folder). What stands in the tables is asked for when somebody looks, so it is right whoever answers.
"""

from __future__ import annotations

import hmac
import os
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from flask import Flask, Response, abort, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from access import bearer_token
from booking.models import AppointmentEvent
from database import db
from health import backlogs, worker_beats

disable_created_metrics()  # type: ignore[no-untyped-call]  # otherwise each has a second series that nobody reads

_REGISTRY = CollectorRegistry()

REQUESTS = Counter("videocita_requests", "Requests answered", ["method", "route", "status"], registry=_REGISTRY)
SECONDS = Histogram(
    "videocita_request_seconds",
    "Time until the answer was ready",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_REGISTRY,
)
LOST = Counter("videocita_hours_lost", "Answers 409: somebody else was faster", registry=_REGISTRY)
EVENTS = Counter(
    "videocita_appointment_events",
    "Lines of the history of appointments: booked, moved, cancelled, arrived and so on",
    ["kind"],
    registry=_REGISTRY,
)

NOTICES = Counter(
    "videocita_calendar_notices",
    "What Microsoft Graph told us of calendars, by what became of it: stored, known, not_ours, wrong_state and so on",
    ["outcome"],
    registry=_REGISTRY,
)


def count_notices(outcomes: Mapping[str, int]) -> None:
    """Count what was posted to us, by its end. The ends are a closed set of codes."""
    for outcome, number in outcomes.items():
        NOTICES.labels(outcome).inc(number)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer. Both labels must come from closed sets: each value is a series for ever."""
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    if status == 409:
        LOST.inc()


@event.listens_for(Session, "after_flush")
def _note_history(session: Session, context: object) -> None:
    new = Tally(line.kind for line in session.new if isinstance(line, AppointmentEvent))
    if new:
        session.info["history"] = session.info.get("history", Tally()) + new


@event.listens_for(Session, "after_commit")
def _count_history(session: Session) -> None:
    for kind, number in session.info.pop("history", Tally()).items():
        EVENTS.labels(kind).inc(number)


@event.listens_for(Session, "after_rollback")
def _forget_history(session: Session) -> None:
    session.info.pop("history", None)


def init_app(app: Flask, token: str | None) -> None:
    """Serve `/metrics`; without a token there is no such page."""

    @app.get("/metrics")
    @bearer_token
    def show_metrics() -> Response:
        if token is None:
            abort(404)
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
            return Response("a bearer token is needed\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain")
        return Response(exposition(), headers={"Cache-Control": "no-store"}, content_type=CONTENT_TYPE_LATEST)


def exposition() -> bytes:
    """All metrics as Prometheus reads them."""
    return generate_latest(_counted()) + generate_latest(_asked())


def _counted() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return _REGISTRY
    every_process = CollectorRegistry()
    MultiProcessCollector(every_process)  # type: ignore[no-untyped-call]  # the library's only untyped class
    return every_process


def _asked() -> CollectorRegistry:
    tables = CollectorRegistry()
    tables.register(_Tables())
    return tables


class _Tables(Collector):
    """What the tables say now."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("videocita_database_up", "Whether the database answers")
        try:
            families = list(_from_tables(datetime.now(UTC)))
        except SQLAlchemyError:
            families = []
        up.add_metric([], 1 if families else 0)
        yield up
        yield from families


def _from_tables(now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "videocita_promises_open", "Meetings and letters promised and not done", labels=["kind", "older_than_seconds"]
    )
    overdue = GaugeMetricFamily(
        "videocita_promises_overdue_seconds", "How long the one longest due has been left alone", labels=["kind"]
    )
    stuck = GaugeMetricFamily("videocita_promises_stuck", "Those that wait for a person", labels=["kind"])
    for backlog in backlogs(db.session(), now):
        for age, number in backlog.open_by_age.items():
            waiting.add_metric([backlog.kind, str(age)], number)
        overdue.add_metric([backlog.kind], backlog.overdue_seconds)
        stuck.add_metric([backlog.kind], backlog.stuck)
    beats = GaugeMetricFamily("videocita_worker_beat_age_seconds", "Since each worker's last beat", labels=["worker"])
    for worker_id, seconds in worker_beats(db.session(), now).items():
        beats.add_metric([worker_id], seconds)
    yield from (waiting, overdue, stuck, beats)
