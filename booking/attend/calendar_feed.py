"""The secret address of a technician's calendar: given, given anew, and taken back."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from booking.models import CalendarFeed, Technician
from database import writing
from staff.audit import note


def feed_in_force(technician_id: int) -> Select[CalendarFeed]:
    """The one that works; there is at most one."""
    return select(CalendarFeed).where(CalendarFeed.technician_id == technician_id, CalendarFeed.revoked_at.is_(None))


def renew_feed(technician_id: int, member_id: int, now: datetime) -> str:
    """Give a technician a new secret address (128 random bits); the one before ends at once. The token."""
    with writing() as session:
        technician = _locked(session, technician_id)
        _revoke(session, technician_id, now)
        token = secrets.token_urlsafe(16)
        session.add(CalendarFeed(token=token, technician_id=technician_id, created_at=now))
        note(session, member_id, "calendar_feed_renewed", technician, now)
        return token


def revoke_feed(technician_id: int, member_id: int, now: datetime) -> None:
    """Take the address back. Without one nothing changes."""
    with writing() as session:
        technician = _locked(session, technician_id)
        if _revoke(session, technician_id, now):
            note(session, member_id, "calendar_feed_revoked", technician, now)


def _locked(session: Session, technician_id: int) -> Technician:
    """Two presses at once come one after the other."""
    return session.scalars(select(Technician).where(Technician.id == technician_id).with_for_update()).one()


def _revoke(session: Session, technician_id: int, now: datetime) -> bool:
    feed = session.scalars(feed_in_force(technician_id)).one_or_none()
    if feed is None:
        return False
    feed.revoked_at = now
    session.flush()  # before the next one takes its place: one is in force at a time
    return True
