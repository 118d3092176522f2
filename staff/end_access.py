"""When somebody leaves, and when they come back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from database import writing
from staff.audit import note
from staff.errors import UnknownMember
from staff.models import StaffMember
from staff.sessions import end_all


def end_access(email: str, now: datetime, by: int | None = None) -> int:
    """Let nobody of this address in any more, from this moment on; how many browsers were signed out.

    The person's name stays on what they did. Raises UnknownMember.
    """
    with writing() as session:
        ended = 0
        for member in _known(session, email):
            if member.disabled_at is None:
                member.disabled_at = now
                note(session, by, "access_ended", member, now)
            ended += end_all(session, member.id, now)
        return ended


def restore_access(email: str, now: datetime, by: int | None = None) -> None:
    """Let them in again, with the roles that they have. Raises UnknownMember."""
    with writing() as session:
        for member in _known(session, email):
            if member.disabled_at is not None:
                member.disabled_at = None
                note(session, by, "access_restored", member, now)


def _known(session: Session, email: str) -> list[StaffMember]:
    members = list(session.scalars(StaffMember.of_email(email)))
    if not members:
        raise UnknownMember
    return members
