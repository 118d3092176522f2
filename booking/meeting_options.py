"""Lobby and presenters of a meeting: an optional layer on top of the event, which never holds anything else back.

It needs the Teams application access policy. Without it Microsoft answers 403; that is noted once for the meeting and
the tenant's own policy decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import GraphCall, Meeting, Technician
from database import db, writing
from teams import Graph, GraphProblem, set_meeting_options, user_id

NOTICE = timedelta(minutes=5)
"""Teams does not know a meeting by its link at once; it is asked again until so long after the event was made."""

AT_MOST = 200
"""Meetings in one run; the next run takes the next ones."""


@dataclass(frozen=True)
class _Todo:
    meeting_id: int
    technician_id: int
    mailbox: str
    entra_oid: str | None
    join_url: str


def set_options(meeting_id: int, graph: Graph, clock: Callable[[], datetime]) -> None:
    """Set the options of a meeting that has its link, once per event. What cannot be done is noted."""
    todo = _todo(db.session(), meeting_id)
    db.session.rollback()
    if todo is None:
        return
    oid, problem = todo.entra_oid, None
    try:
        oid = oid or user_id(graph, todo.mailbox)
        set_meeting_options(graph, oid, todo.join_url)
    except GraphProblem as failure:
        problem = failure
    _record(todo, oid, problem, clock())


def without_options(now: datetime) -> list[int]:
    """Ids of meetings to come whose options are neither set nor known to be impossible."""
    return list(
        db.session.scalars(
            select(Meeting.id)
            .where(Meeting.options_at.is_(None), Meeting.join_url.is_not(None), Meeting.wanted, Meeting.starts_at > now)
            .order_by(Meeting.starts_at)
            .limit(AT_MOST)
        )
    )


def _todo(session: Session, meeting_id: int) -> _Todo | None:
    row = session.execute(
        select(Meeting.id, Technician.id, Technician.email, Technician.entra_oid, Meeting.join_url)
        .join(Technician, Technician.id == Meeting.technician_id)
        .where(Meeting.id == meeting_id, Meeting.wanted, Meeting.join_url.is_not(None), Meeting.options_at.is_(None))
    ).first()
    if row is None:
        return None
    _, technician_id, mailbox, entra_oid, join_url = row
    assert join_url is not None  # the query asks for it
    return _Todo(meeting_id, technician_id, mailbox, entra_oid, join_url)


def _record(todo: _Todo, oid: str | None, problem: GraphProblem | None, now: datetime) -> None:
    with writing() as session:
        meeting = session.get_one(Meeting, todo.meeting_id)
        if meeting.join_url != todo.join_url:
            return  # another event meanwhile: it has its own turn
        late = now > meeting.created_at + NOTICE
        if problem is None or late or not (problem.retryable or problem.status == 404):
            meeting.options_at = now
        technician = session.get_one(Technician, todo.technician_id)
        if technician.entra_oid is None:
            technician.entra_oid = oid
        session.add(
            GraphCall(
                meeting_id=meeting.id,
                called_at=now,
                action="options",
                outcome=problem.advice if problem else "done",
                status=problem.status if problem else None,
                request_id=problem.request_id if problem else None,
            )
        )
