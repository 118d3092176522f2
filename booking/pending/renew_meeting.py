"""Making the meeting of an appointment anew, where the one there is cannot be used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.coordinate.actor import Actor
from booking.errors import NotLive
from booking.models import Appointment, Meeting
from booking.promises import enqueue_meeting, promise_meeting
from booking.reschedule import lock
from database import writing
from staff.audit import note


def renew_meeting(appointment_id: int, actor: Actor, now: datetime) -> None:
    """Withdraw the event that there is, with its link, and ask for another with a key of its own.

    The person's own link stays and leads to the new meeting; they get a letter only if an earlier one said that the
    link was still to come. Raises NotLive.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        if not appointment.is_live(now):
            raise NotLive
        old = replace_meetings(session, appointment, now)
        note(session, actor.staff_id, "meeting_renewed", appointment, now, before={"meetings": old})


def replace_meetings(session: Session, appointment: Appointment, now: datetime) -> list[int]:
    """The same in the transaction of whoever has locked the appointment. Gives the ids of what is withdrawn."""
    old = session.scalars(select(Meeting).where(Meeting.appointment_id == appointment.id, Meeting.wanted)).all()
    for meeting in old:
        meeting.wanted, meeting.settled_at, meeting.attempts, meeting.next_attempt_at = False, None, 0, now
        enqueue_meeting(session, meeting, appointment.revision, again=f"-renewed-{now.timestamp():.0f}")
    promise_meeting(session, appointment, now)
    return [meeting.id for meeting in old]
