"""Signing in: from who somebody is to what they may do here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from access import Role
from booking.models import Office, Technician
from database import writing
from staff.audit import note
from staff.errors import AccessEnded, NotStaff
from staff.models import StaffGrant, StaffMember
from staff.models.people import known_roles
from staff.sessions import end, end_all, open_session
from teams import Identity


@dataclass(frozen=True)
class Opened:
    """A session that has just begun."""

    token: str
    """For the cookie; it is stored nowhere."""
    member_id: int
    roles: frozenset[Role]


def sign_in(identity: Identity, now: datetime, lasts: timedelta, replaces: str | None = None) -> Opened:
    """Begin a session for `lasts` at most. `replaces`: the token of the session that this browser had before.

    Raises NotStaff for somebody without a role, of whom nothing is stored, and AccessEnded.
    """
    try:
        opened = _sign_in(identity, now, lasts, replaces)
    except IntegrityError:
        # The first sign-in of somebody, twice at the same time: the other one has made the row.
        opened = _sign_in(identity, now, lasts, replaces)
    if opened is None:
        raise NotStaff
    return opened


def _sign_in(identity: Identity, now: datetime, lasts: timedelta, replaces: str | None) -> Opened | None:
    with writing() as session:
        member = session.scalars(
            select(StaffMember).where(StaffMember.entra_tenant == identity.tid, StaffMember.entra_oid == identity.oid)
        ).one_or_none()
        if member is None:
            if not _roles_of_newcomer(session, identity):
                return None
            member, previous = _newcomer(session, identity, now), None
        else:
            if member.disabled_at is not None:
                raise AccessEnded
            previous = member.last_sign_in_at
        _bring_up_to_date(session, member, identity, now)
        if replaces is not None:
            end(session, replaces, now)
        if not member.roles:
            end_all(session, member.id, now)
            return None
        member.last_sign_in_at = now
        token = open_session(session, member.id, now, lasts, previous)
        return Opened(token, member.id, member.roles)


def _roles_of_newcomer(session: Session, identity: Identity) -> frozenset[Role]:
    waiting = session.scalars(StaffGrant.in_force(identity.email).where(StaffGrant.member_id.is_(None)))
    return known_roles([*identity.roles, *(grant.role for grant in waiting)])


def _newcomer(session: Session, identity: Identity, now: datetime) -> StaffMember:
    member = StaffMember(
        entra_tenant=identity.tid,
        entra_oid=identity.oid,
        name=identity.name,
        email=identity.email,
        entra_roles=[],
        created_at=now,
        last_sign_in_at=now,
    )
    session.add(member)
    session.flush()
    return member


def _bring_up_to_date(session: Session, member: StaffMember, identity: Identity, now: datetime) -> None:
    """Take over what Entra says now, what was granted to the address meanwhile, and who the person is here."""
    roles: list[str] = sorted(known_roles(identity.roles))
    if roles != member.entra_roles:
        before, after = {"entra_roles": member.entra_roles}, {"entra_roles": roles}
        note(session, member.id, "roles_changed_in_entra", member, now, before=before, after=after)
        member.entra_roles = roles
    member.name, member.email = identity.name or identity.email, identity.email
    session.execute(
        update(StaffGrant)
        .where(StaffGrant.email == identity.email, StaffGrant.member_id.is_(None), StaffGrant.revoked_at.is_(None))
        .values(member_id=member.id)
    )
    _link_technician(session, member, identity, now)
    if member.office_id is None:
        member.office_id = _only_office(session)
    session.flush()
    session.refresh(member, ["grants"])


def _link_technician(session: Session, member: StaffMember, identity: Identity, now: datetime) -> None:
    """The technician that this person is: by their id in Entra, or the first time by the address of the mailbox.

    An address alone is believed once only, and never for somebody who is known by an id already.
    """
    technician = session.scalars(select(Technician).where(Technician.entra_oid == identity.oid)).one_or_none()
    if technician is None and identity.email and member.technician_id is None:
        technician = session.scalars(
            select(Technician).where(
                func.lower(Technician.email) == identity.email,
                Technician.entra_oid.is_(None),
                Technician.left_at.is_(None),
            )
        ).one_or_none()
        if technician is not None:
            technician.entra_oid = identity.oid
            note(session, member.id, "technician_recognised", technician, now, after={"member_id": member.id})
    if technician is not None:
        member.technician_id = technician.id
        member.office_id = technician.office_id


def _only_office(session: Session) -> int | None:
    offices = session.scalars(select(Office.id).limit(2)).all()
    return offices[0] if len(offices) == 1 else None
