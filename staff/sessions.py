"""Sessions: who is asking, and ending them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, and_, bindparam, delete, select, update
from sqlalchemy.orm import Session

from access import Role
from database import UtcDateTime, writing
from staff.models import StaffGrant, StaffMember, StaffSession
from staff.models.people import known_roles
from staff.models.sessions import hash_of

SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)
"""For how long ended sessions are kept, to be able to say from when to when somebody was signed in."""


@dataclass(frozen=True)
class SignedIn:
    """The member of staff who is asking, as they are at this moment. Plain values, whatever becomes of the rows."""

    session_id: int
    member_id: int
    name: str = field(repr=False)
    roles: frozenset[Role]
    office_id: int | None
    technician_id: int | None
    last_seen_at: datetime
    previous_sign_in_at: datetime | None

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is among the person's."""
        return not self.roles.isdisjoint(roles)

    def serves(self, office_id: int) -> bool:
        """Whether the person works for this office."""
        return self.office_id == office_id


_WHO = (
    select(
        StaffSession.id,
        StaffMember.id,
        StaffMember.name,
        StaffMember.office_id,
        StaffMember.technician_id,
        StaffSession.last_seen_at,
        StaffSession.previous_sign_in_at,
        StaffMember.entra_roles,
        StaffGrant.role,
    )
    .join(StaffMember, StaffMember.id == StaffSession.member_id)
    .outerjoin(StaffGrant, and_(StaffGrant.member_id == StaffMember.id, StaffGrant.revoked_at.is_(None)))
    .where(
        StaffSession.token_hash == bindparam("token_hash", type_=String),
        StaffSession.is_open(bindparam("now", type_=UtcDateTime), bindparam("used_since", type_=UtcDateTime)),
        StaffMember.disabled_at.is_(None),
    )
)
"""A row for each role given here, or one; built once, for every page of staff asks it."""


def find(session: Session, token: str, now: datetime, idle: timedelta) -> SignedIn | None:
    """Whose session it is, in one query; None for one that is unknown, has ended, or whose person has no role left."""
    asked = {"token_hash": hash_of(token), "now": now, "used_since": now - idle}
    rows = session.connection().execute(_WHO, asked).all()
    if not rows:
        return None
    session_id, member_id, name, office_id, technician_id, last_seen_at, previous, entra_roles, _ = rows[0]
    roles = known_roles([*entra_roles, *(role for *_, role in rows if role)])
    if not roles:
        return None
    return SignedIn(
        session_id=session_id,
        member_id=member_id,
        name=name,
        roles=roles,
        office_id=office_id,
        technician_id=technician_id,
        last_seen_at=last_seen_at,
        previous_sign_in_at=previous,
    )


def open_sessions(session: Session, member_id: int, now: datetime, idle: timedelta) -> list[StaffSession]:
    """Where a member is signed in, the browser used last first."""
    return list(
        session.scalars(
            select(StaffSession)
            .where(StaffSession.member_id == member_id, StaffSession.is_open(now, now - idle))
            .order_by(StaffSession.last_seen_at.desc(), StaffSession.id.desc())
        )
    )


def open_session(
    session: Session, member_id: int, now: datetime, lasts: timedelta, previous: datetime | None = None
) -> str:
    """Sign a member in, inside the caller's transaction; the token for the cookie. `previous`: the time before."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=hash_of(token),
            member_id=member_id,
            created_at=now,
            last_seen_at=now,
            ends_at=now + lasts,
            previous_sign_in_at=previous,
        )
    )
    session.execute(delete(StaffSession).where(StaffSession.ends_at < now - KEPT))
    return token


def seen(session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    with writing() as session:
        session.execute(update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now))


def end(session: Session, token: str, now: datetime) -> None:
    """End one session, inside the caller's transaction. An unknown token and one that has ended change nothing."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_of(token), StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_all(session: Session, member_id: int, now: datetime) -> int:
    """End all sessions of a member, inside the caller's transaction; how many there were."""
    ended = session.scalars(
        update(StaffSession)
        .where(StaffSession.member_id == member_id, StaffSession.revoked_at.is_(None), StaffSession.ends_at > now)
        .values(revoked_at=now)
        .returning(StaffSession.id)
    )
    return len(ended.all())


def sign_out(token: str, now: datetime) -> None:
    """Sign out in this browser."""
    with writing() as session:
        end(session, token, now)


def sign_out_everywhere(member_id: int, now: datetime) -> int:
    """Sign a member out in all browsers; how many there were."""
    with writing() as session:
        return end_all(session, member_id, now)
