"""Is the service alive, and is it ready? `/salut/viu` and `/salut/llest`, and what they know for metrics and doctor.

`viu` says only that this process answers: for whoever restarts processes. `llest` says whether the whole does its
work, the worker included: for whoever watches. Do not let a load balancer act on the second, for a worker that has
stopped delays meetings and letters, and is no reason to take the site away too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify
from sqlalchemy import ColumnElement, Select, and_, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from access import public
from booking.models import Appointment, Meeting, Message, WorkerBeat
from database import db

MIGRATIONS = Path(__file__).parent / "migrations"

LONGEST_SILENCE = timedelta(seconds=90)
"""A worker beats every 20 seconds."""

LONGEST_OVERDUE = timedelta(minutes=10)
"""What is due is taken up within a quarter of a minute; a try that was cut off comes back after five minutes."""

FORGOTTEN = timedelta(days=1)
"""A worker that has been silent for so long has been taken out of service."""

AGES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


@dataclass(frozen=True)
class Backlog:
    """What was promised of one kind and is not done."""

    kind: str
    """meeting or letter."""
    open_by_age: dict[int, int]
    """How many were promised this many seconds ago or more; the first entry, 0, counts all."""
    overdue_seconds: float
    """How long the one that has waited longest could have been tried and was not."""
    stuck: int
    """Those that wait for a person to act."""


_MEETING_IS_OPEN = and_(Meeting.settled_at.is_(None), Meeting.next_attempt_at.is_not(None))
_LETTER_IS_OPEN = and_(Message.sent_at.is_(None), Message.superseded_at.is_(None), Message.given_up_at.is_(None))


def overdue_seconds(session: Session, now: datetime) -> float:
    """How long the promise that has waited longest could have been kept and was not even tried."""
    return max(
        _seconds_since(session.scalar(select(func.min(Meeting.next_attempt_at)).where(_MEETING_IS_OPEN)), now),
        _seconds_since(session.scalar(select(func.min(Message.next_attempt_at)).where(_LETTER_IS_OPEN)), now),
    )


def backlogs(session: Session, now: datetime) -> list[Backlog]:
    """Meetings and letters that are open."""
    # A meeting's row may be old: what is asked of it now was asked when the hour was chosen, or given up.
    since = func.coalesce(Appointment.cancelled_at, Appointment.chosen_at)
    meetings = (
        select(*_ages(since, now), func.min(Meeting.next_attempt_at))
        .join(Appointment, Appointment.id == Meeting.appointment_id)
        .where(_MEETING_IS_OPEN)
    )
    letters = select(*_ages(Message.created_at, now), func.min(Message.next_attempt_at)).where(_LETTER_IS_OPEN)
    stuck_meetings = select(func.count(Meeting.id)).where(
        Meeting.settled_at.is_(None), Meeting.next_attempt_at.is_(None)
    )
    stuck_letters = select(func.count(Message.id)).where(
        Message.given_up_at.is_not(None), Message.sent_at.is_(None), Message.superseded_at.is_(None)
    )
    return [
        _backlog("meeting", session, meetings, stuck_meetings, now),
        _backlog("letter", session, letters, stuck_letters, now),
    ]


def worker_beats(session: Session, now: datetime) -> dict[str, float]:
    """Seconds since the last beat of each worker."""
    beats = session.execute(
        select(WorkerBeat.worker_id, WorkerBeat.beat_at).where(WorkerBeat.beat_at > now - FORGOTTEN)
    )
    return {worker_id: _seconds_since(beat_at, now) for worker_id, beat_at in beats}


def migrations_missing(session: Session) -> list[str]:
    """The revisions that the code has and the database has not reached; more than nothing means `flask db upgrade`."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return list(_heads())
    reached = session.scalars(text("SELECT version_num FROM alembic_version")).all()
    return sorted(set(_heads()) - set(reached))


def init_app(app: Flask) -> None:
    """Serve both pages. They change nothing, set no cookie and hold no personal data."""

    @app.get("/salut/viu")
    @public
    def alive() -> Response:
        return _answer({"alive": True}, 200)

    @app.get("/salut/llest")
    @public
    def ready() -> Response:
        checks = _checks(db.session(), datetime.now(UTC))
        is_ready = all(check["ok"] for check in checks.values())
        return _answer({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)


def _checks(session: Session, now: datetime) -> dict[str, dict[str, object]]:
    try:
        missing = migrations_missing(session)
        checks: dict[str, dict[str, object]] = {"database": {"ok": True}, "migrations": {"ok": not missing}}
        if not missing:
            silence = min(worker_beats(session, now).values(), default=None)
            overdue = overdue_seconds(session, now)
            alive = silence is not None and silence <= LONGEST_SILENCE.total_seconds()
            checks["worker"] = {"ok": alive, "seconds_since_beat": silence}
            checks["promises"] = {"ok": overdue <= LONGEST_OVERDUE.total_seconds(), "seconds_overdue": overdue}
        return checks
    except SQLAlchemyError:
        return {"database": {"ok": False}}


def _answer(content: dict[str, object], status: int) -> Response:
    response = jsonify(content)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _heads() -> tuple[str, ...]:
    from alembic.script import ScriptDirectory  # Alembic is large, and most web processes are never asked this

    return tuple(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _ages(since: ColumnElement[datetime] | InstrumentedAttribute[datetime], now: datetime) -> list[ColumnElement[int]]:
    return [func.count().filter(since <= now - age) for age in AGES]


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0) if moment else 0


def _backlog(
    kind: str, session: Session, open_ones: Select[*tuple[Any, ...]], stuck: Select[int], now: datetime
) -> Backlog:
    *counts, next_due = session.execute(open_ones).one()
    return Backlog(
        kind=kind,
        open_by_age={int(age.total_seconds()): number for age, number in zip(AGES, counts, strict=True)},
        overdue_seconds=_seconds_since(next_due, now),
        stuck=session.scalar(stuck) or 0,
    )
