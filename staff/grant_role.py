"""Giving a role here and taking it back: for the first administrator, and where app roles are not at hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from access import Role
from database import writing
from staff.audit import note
from staff.errors import UnknownMember
from staff.models import StaffGrant, StaffMember


def grant_role(email: str, role: Role, now: datetime, by: int | None = None) -> bool:
    """Give a role to whoever has this address, now or at their first sign-in; False when they have it already.

    When several people have had the address, it is the one who signed in last.
    """
    email = email.lower()
    with writing() as session:
        member_id = session.scalars(
            select(StaffMember.id).where(StaffMember.email == email).order_by(StaffMember.last_sign_in_at.desc())
        ).first()
        same = StaffGrant.in_force(email).where(
            StaffGrant.role == role, StaffGrant.member_id.is_not_distinct_from(member_id)
        )
        if session.scalars(same).first() is not None:
            return False
        grant = StaffGrant(email=email, role=role, member_id=member_id, granted_at=now)
        session.add(grant)
        note(session, by, "role_granted", grant, now, after={"role": role, "member_id": member_id})
        return True


def revoke_role(email: str, role: Role, now: datetime, by: int | None = None) -> None:
    """Take back a role that was given here; it ends at once, in open sessions too.

    Raises UnknownMember when nothing of the kind is in force. Roles of Entra are taken back there.
    """
    with writing() as session:
        grants = session.scalars(StaffGrant.in_force(email).where(StaffGrant.role == role)).all()
        if not grants:
            raise UnknownMember
        for grant in grants:
            grant.revoked_at = now
            note(session, by, "role_revoked", grant, now, before={"role": role, "member_id": grant.member_id})
