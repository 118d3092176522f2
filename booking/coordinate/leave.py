"""When a technician leaves, and when they come back. Their calls stay theirs until somebody decides about each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from booking.coordinate.actor import Actor
from booking.coordinate.errors import Impossible
from booking.coordinate.publishing import Publishing
from booking.coordinate.rules import FARTHEST
from booking.coordinate.touched import calls_touched
from booking.models import Technician
from database import writing
from staff.audit import note
from staff.models import StaffMember


def leave(technician_id: int, actor: Actor, now: datetime, publishing: Publishing) -> list[int]:
    """From this moment none of their hours is offered. Gives the ids of the calls that somebody else must take.

    History keeps the name. Raises Impossible for somebody who left before.
    """
    with writing() as session:
        technician = _locked(session, technician_id)
        if technician.left_at is not None:
            raise Impossible("left")
        technician.left_at = now
        note(session, actor.staff_id, "technician_left", technician, now)
        publishing.publish(session, technician.office_id, now)
        calls = calls_touched(session, technician.office_id, [technician_id], now, now + FARTHEST, now)
        return [one.id for one in calls]


def come_back(technician_id: int, actor: Actor, now: datetime, publishing: Publishing) -> None:
    """Offer their weekly hours again, as they were. Somebody who never left is left alone."""
    with writing() as session:
        technician = _locked(session, technician_id)
        if technician.left_at is None:
            return
        before = {"left_at": technician.left_at.isoformat()}
        technician.left_at = None
        note(session, actor.staff_id, "technician_came_back", technician, now, before=before)
        publishing.publish(session, technician.office_id, now)


def technician_of(session: Session, email: str) -> int | None:
    """Who takes calls with this mailbox, or signs in with this address (in lower case)."""
    return session.scalar(
        select(Technician.id)
        .outerjoin(StaffMember, StaffMember.technician_id == Technician.id)
        .where(or_(func.lower(Technician.email) == email, StaffMember.email == email))
        .order_by(Technician.id)
        .limit(1)
    )


def _locked(session: Session, technician_id: int) -> Technician:
    """Locked against calls that are being given to them at this moment (staff_move.lock_presence)."""
    return session.scalars(
        select(Technician).where(Technician.id == technician_id).with_for_update(key_share=True)
    ).one()
