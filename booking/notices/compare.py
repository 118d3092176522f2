"""Comparing meetings with the technicians' calendars. What differs is put down for the coordinator; nobody is told.

No transaction is open while Microsoft is asked. What was found counts only if the meeting is still as it was when we
asked: our own changes come back to us as notices, and may overtake the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Divergence, Meeting, Technician
from booking.promises import record
from booking.reschedule import lock
from database import db, writing
from teams import Advice, Graph, GraphProblem, event_times, read_meeting

AT_MOST = 50
"""Events read one by one in a run, when many are not where they should be. The next run takes the next ones."""


@dataclass(frozen=True)
class Watched:
    """A meeting that agreed with its appointment, as it was when we began to look."""

    meeting_id: int
    mailbox: str
    event_id: str
    starts_at: datetime
    ends_at: datetime
    settled_at: datetime


@dataclass(frozen=True)
class Found:
    """What the calendar says. `difference` is empty when it agrees."""

    difference: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    join_url: str | None = None


AGREES = Found()


def compare_meeting(meeting_id: int, graph: Graph, clock: Callable[[], datetime]) -> None:
    """Compare one meeting of an hour to come. Raises `GraphProblem` when the calendar could not be asked."""
    watched = _watched(clock(), Meeting.id == meeting_id)
    if watched:
        _record(watched[0], _look(watched[0], graph), clock())


def compare_calendar(technician_id: int, graph: Graph, clock: Callable[[], datetime]) -> None:
    """Compare all meetings to come of one technician: one look at the calendar, and one at each event that is not
    where it should be. Raises `GraphProblem` when the calendar could not be asked."""
    now = clock()
    # Asked of the appointments too: they have an index by technician and hour, meetings only one of all times.
    watched = _watched(now, Meeting.technician_id == technician_id, Appointment.technician_id == technician_id)
    if not watched:
        return
    times = event_times(graph, watched[0].mailbox, now, max(one.ends_at for one in watched))
    strays = [one for one in watched if times.get(one.event_id) != (one.starts_at, one.ends_at)]
    for one in strays[:AT_MOST]:
        _record(one, _look(one, graph), clock())
    stray_ids = {one.meeting_id for one in strays}
    for one in _differed_before([one for one in watched if one.meeting_id not in stray_ids]):
        _record(one, AGREES, clock())


def technicians_to_compare(session: Session, now: datetime) -> list[int]:
    """Ids of those who have meetings to come."""
    has_meeting = exists().where(Meeting.appointment_id == Appointment.id, *_AGREED)
    # Each once by us: for DISTINCT, SQLite would go through all appointments in the order of technicians.
    return sorted(set(session.scalars(select(Appointment.technician_id).where(*_to_come(now), has_meeting))))


_AGREED = (Meeting.wanted, Meeting.settled_at.is_not(None), Meeting.event_id.is_not(None))


def _to_come(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Appointment.cancelled_at.is_(None), Appointment.starts_at > now


def _watched(now: datetime, *which: ColumnElement[bool]) -> list[Watched]:
    """Leaves no transaction open."""
    columns = (
        Meeting.id,
        Technician.email,
        Meeting.event_id,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.settled_at,
    )
    rows = db.session.execute(
        select(*columns)
        .join(Appointment, Appointment.id == Meeting.appointment_id)
        .join(Technician, Technician.id == Meeting.technician_id)
        .where(*_AGREED, *_to_come(now), *which)
    ).all()
    db.session.rollback()
    return [
        Watched(meeting_id, mailbox, event_id, starts_at, ends_at, settled_at)
        for meeting_id, mailbox, event_id, starts_at, ends_at, settled_at in rows
        if event_id is not None and settled_at is not None
    ]


def _differed_before(watched: Sequence[Watched]) -> list[Watched]:
    """Those of which a difference is on record. Leaves no transaction open."""
    differing = set(db.session.scalars(select(Divergence.meeting_id).where(Divergence.resolved_at.is_(None))))
    db.session.rollback()
    return [one for one in watched if one.meeting_id in differing]


def _look(one: Watched, graph: Graph) -> Found:
    try:
        meeting = read_meeting(graph, one.mailbox, one.event_id)
    except GraphProblem as problem:
        if problem.advice is Advice.TEAMS_NOT_AVAILABLE:
            return Found("no_link")  # the event is there, but is an online meeting no more
        raise
    if meeting is None:
        return Found("deleted")
    if (meeting.starts_at, meeting.ends_at) != (one.starts_at, one.ends_at):
        return Found("moved", meeting.starts_at, meeting.ends_at, meeting.join_url)
    return Found(join_url=meeting.join_url)


def _record(one: Watched, found: Found, now: datetime) -> None:
    with writing() as session:
        appointment_id = session.scalars(select(Meeting.appointment_id).where(Meeting.id == one.meeting_id)).one()
        appointment = lock(session, appointment_id)
        meeting = session.get_one(Meeting, one.meeting_id)
        if not _is_as_it_was(meeting, one) or not appointment.is_live(now):
            return
        if found.join_url is not None:
            meeting.join_url = found.join_url  # ours leads wherever theirs is now
        known = session.scalars(
            select(Divergence).where(Divergence.meeting_id == one.meeting_id, Divergence.resolved_at.is_(None))
        ).first()
        if found.difference is None:
            if known is not None:
                known.resolved_at, known.resolution = now, "gone"
        elif known is None:
            session.add(_divergence(one, found, now))
            details = {"difference": found.difference}
            record(session, appointment, "calendar_differs", "system", now, details)
        else:
            known.difference, known.starts_at, known.ends_at = found.difference, found.starts_at, found.ends_at
            known.meeting_settled_at = one.settled_at


def _is_as_it_was(meeting: Meeting, one: Watched) -> bool:
    return meeting.wanted and (meeting.event_id, meeting.starts_at, meeting.ends_at, meeting.settled_at) == (
        one.event_id,
        one.starts_at,
        one.ends_at,
        one.settled_at,
    )


def _divergence(one: Watched, found: Found, now: datetime) -> Divergence:
    return Divergence(
        meeting_id=one.meeting_id,
        meeting_settled_at=one.settled_at,
        found_at=now,
        difference=found.difference,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
    )
