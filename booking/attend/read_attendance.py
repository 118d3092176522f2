"""Reading from Teams whether a call took place: an optional layer, which suggests an outcome and holds nothing back.

A report comes minutes after the last person has left, and not at all when nobody had come. It is asked for from five
minutes after the planned end, at growing pauses, for a day. Without the Teams application access policy Microsoft
answers 403; that is noted once for the call and not asked again. Of the report two numbers are kept and no names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Attendance, GraphCall, Meeting, Technician
from database import writing
from teams import AttendanceReport, Graph, GraphProblem, attendance, user_id

FIRST_LOOK = timedelta(minutes=5)
"""After the planned end."""

FIRST_PAUSE = timedelta(minutes=10)
"""After the first look in vain; it doubles with each further one: 10, 20, 40, 80 minutes, …"""

GIVES_UP = timedelta(hours=24)
"""After the planned end. Whatever comes later helps nobody to remember."""

NO_REPORT = "no_report"

AT_MOST = 50
"""Meetings in one run; the next run takes the next ones."""

_LONGEST_CALL = timedelta(hours=4)


@dataclass(frozen=True)
class _Due:
    """One meeting to ask about: ids and the link, no personal data."""

    meeting_id: int
    mailbox: str
    entra_oid: str | None
    join_url: str
    since: datetime


def read_all_attendance(graph: Graph, clock: Callable[[], datetime]) -> int:
    """Ask for every report that is due; how many were asked for. No transaction is open meanwhile."""
    due = _claim(clock())
    for one in due:
        try:
            oid = one.entra_oid or user_id(graph, one.mailbox)
            reports = attendance(graph, oid, one.join_url)
        except GraphProblem as problem:
            _record_problem(one, problem, clock())
        else:
            _record(one, [report for report in reports if report.ends_at > one.since], clock())
    return len(due)


def _claim(now: datetime) -> list[_Due]:
    """Take up calls that have just ended, and give all that is due with the time of its next try noted beforehand."""
    with writing() as session:
        _take_up(session, now)
        rows = session.execute(
            select(Attendance, Meeting, Technician, Appointment.starts_at)
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .join(Technician, Technician.id == Meeting.technician_id)
            .join(Appointment, Appointment.id == Meeting.appointment_id)
            .where(Attendance.settled_at.is_(None), Attendance.next_attempt_at <= now)
            .order_by(Attendance.next_attempt_at)
            .limit(AT_MOST)
            .with_for_update(of=Attendance, skip_locked=True)
        ).all()
        due = []
        for one, meeting, technician, starts_at in rows:
            one.next_attempt_at = now + FIRST_PAUSE * 2**one.attempts
            one.attempts += 1
            if meeting.join_url is None:  # deleted in Outlook meanwhile
                one.settled_at, one.problem = now, NO_REPORT
            else:
                due.append(_Due(meeting.id, technician.email, technician.entra_oid, meeting.join_url, starts_at))
        return due


def _take_up(session: Session, now: datetime) -> None:
    """Calls by video that ended between five minutes and a day ago, and are not in the table yet."""
    known = exists().where(Attendance.meeting_id == Meeting.id)
    ended = session.execute(
        select(Meeting.id, Appointment.ends_at, Appointment.needs)
        .join(Appointment, Appointment.id == Meeting.appointment_id)
        .where(
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > now - GIVES_UP - _LONGEST_CALL,
            Appointment.starts_at < now,
            Appointment.ends_at > now - GIVES_UP,
            Appointment.ends_at <= now - FIRST_LOOK,
            Meeting.wanted,
            Meeting.join_url.is_not(None),
            ~known,
        )
        .order_by(Meeting.id)
        .limit(AT_MOST)
    )
    session.add_all(
        Attendance(meeting_id=meeting_id, due_since=ends_at + FIRST_LOOK, next_attempt_at=now, attempts=0)
        for meeting_id, ends_at, needs in ended
        if "telephone_instead" not in needs
    )
    session.flush()


def _record(due: _Due, reports: Sequence[AttendanceReport], now: datetime) -> None:
    with writing() as session:
        one = session.get_one(Attendance, due.meeting_id)
        one.problem = None
        if reports:
            one.settled_at = now
            one.guest_seconds = max(report.guest_seconds for report in reports)
            one.technician_seconds = max(_technician_seconds(report) for report in reports)
        elif _is_late(one):
            one.settled_at, one.problem = now, NO_REPORT


def _record_problem(due: _Due, problem: GraphProblem, now: datetime) -> None:
    with writing() as session:
        one = session.get_one(Attendance, due.meeting_id)
        one.problem = problem.advice
        if not problem.retryable or _is_late(one):
            one.settled_at = now
        else:
            one.next_attempt_at = max(one.next_attempt_at, now + timedelta(seconds=problem.retry_after or 0))
        session.add(
            GraphCall(
                meeting_id=due.meeting_id,
                called_at=now,
                action="attendance",
                outcome=problem.advice,
                status=problem.status,
                request_id=problem.request_id,
            )
        )


def _is_late(one: Attendance) -> bool:
    """Whether the next look would come too late."""
    return one.next_attempt_at > one.due_since - FIRST_LOOK + GIVES_UP


def _technician_seconds(report: AttendanceReport) -> int:
    return max((one.seconds for one in report.participants if one.is_organizer), default=0)
