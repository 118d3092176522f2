"""Deciding that our promise stands: the calendar is made to agree with the appointment again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from booking.coordinate.actor import Actor
from booking.errors import NotLive
from booking.models import Divergence, Meeting
from booking.pending.renew_meeting import replace_meetings
from booking.promises import enqueue_meeting, record
from booking.reschedule import lock
from database import writing
from staff.audit import note


def put_back(appointment_id: int, actor: Actor, now: datetime) -> bool:
    """Move the event back, make it again if it was deleted, or replace it if it has no Teams meeting any more.

    The person and their link do not notice. False when nothing differs (any more); raises NotLive.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        if not appointment.is_live(now):
            raise NotLive
        open_ones = session.execute(
            select(Divergence, Meeting)
            .join(Meeting, Meeting.id == Divergence.meeting_id)
            .where(
                Meeting.appointment_id == appointment_id,
                Meeting.wanted,
                Meeting.settled_at == Divergence.meeting_settled_at,
                Divergence.resolved_at.is_(None),
            )
        ).first()
        if open_ones is None:
            return False
        divergence, meeting = open_ones
        divergence.resolved_at, divergence.resolution = now, "put_back"
        if divergence.difference == "no_link":
            replace_meetings(session, appointment, now)
        else:
            meeting.settled_at, meeting.attempts, meeting.next_attempt_at = None, 0, now
            enqueue_meeting(session, meeting, appointment.revision, again=f"-back-{now.timestamp():.0f}")
        record(session, appointment, "put_back_in_calendar", actor.code, now)
        note(
            session, actor.staff_id, "meeting_put_back", appointment, now, before={"difference": divergence.difference}
        )
        return True
