"""Looking into a notice: the event is read as it is now, whatever the notice said and in whichever order it came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from booking.backoff import USUAL_PACE, Pace
from booking.models import CalendarNotice, Meeting
from booking.notices.compare import compare_meeting
from booking.notices.receive import enqueue_notice
from database import db, writing
from teams import Graph, GraphProblem

AT_MOST = 200
"""Notices taken up again by one run."""


def look_into_notice(notice_id: int, graph: Graph, clock: Callable[[], datetime], pace: Pace = USUAL_PACE) -> None:
    """Compare the meeting that a notice is about. All notices of it that came before are thereby done.

    When Microsoft does not answer, the time of the next try is put down; a refusal is left to the daily comparison.
    """
    notice = db.session.get_one(CalendarNotice, notice_id)
    meeting_id, handled = notice.meeting_id, notice.handled_at is not None
    db.session.rollback()
    if handled:
        return
    begun = clock()
    try:
        compare_meeting(meeting_id, graph, clock)
    except GraphProblem as problem:
        if problem.retryable:
            _later(notice_id, problem, clock(), pace)
            return
    with writing() as session:
        session.execute(
            update(CalendarNotice)
            .where(
                CalendarNotice.meeting_id == meeting_id,
                CalendarNotice.handled_at.is_(None),
                CalendarNotice.received_at <= begun,
            )
            .values(handled_at=clock())
        )


def _later(notice_id: int, problem: GraphProblem, now: datetime, pace: Pace) -> None:
    with writing() as session:
        notice = session.get_one(CalendarNotice, notice_id)
        notice.attempts += 1
        notice.next_attempt_at = pace.next_attempt(now, notice.attempts, problem.retry_after)


def resume_notices(now: datetime, pace: Pace = USUAL_PACE) -> int:
    """Enqueue again what is due and was not looked into. Gives how many notices."""
    with writing() as session:
        due = _due(session, now)
        for notice_id, technician_id in due:
            enqueue_notice(session, notice_id, technician_id, again=f"-again-{now.timestamp():.0f}")
        session.execute(
            update(CalendarNotice)
            .where(CalendarNotice.id.in_([notice_id for notice_id, _ in due]))
            .values(next_attempt_at=now + pace.longest_try)
        )
        return len(due)


def _due(session: Session, now: datetime) -> list[tuple[int, int]]:
    rows = session.execute(
        select(CalendarNotice.id, Meeting.technician_id)
        .join(Meeting, Meeting.id == CalendarNotice.meeting_id)
        .where(CalendarNotice.handled_at.is_(None), CalendarNotice.next_attempt_at <= now)
        .order_by(CalendarNotice.next_attempt_at)
        .limit(AT_MOST)
    )
    return [(notice_id, technician_id) for notice_id, technician_id in rows]
