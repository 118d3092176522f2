"""Members of staff for tests of their pages: signed in at once, without the way through Microsoft."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Flask

from access import Role
from database import writing
from staff.models import StaffMember
from staff.pages.guard import COOKIE
from staff.sessions import open_session
from tests.support.browser_client import Browser

DAY = timedelta(hours=8)


def member(
    *roles: Role, name: str = "Dídac Roca", office_id: int | None = None, technician_id: int | None = None
) -> int:
    """A member of staff who has these roles in Entra; the id."""
    with writing() as session:
        oid, now = str(uuid4()), datetime.now(UTC)
        person = StaffMember(
            entra_tenant="tests",
            entra_oid=oid,
            name=name,
            email=f"{oid}@oficina.example",
            entra_roles=list(roles),
            office_id=office_id,
            technician_id=technician_id,
            created_at=now,
            last_sign_in_at=now,
        )
        session.add(person)
        session.flush()
        return person.id


def session_of(member_id: int, now: datetime | None = None, lasts: timedelta = DAY) -> str:
    """Sign a member in at this moment; what their cookie holds."""
    with writing() as session:
        return open_session(session, member_id, now or datetime.now(UTC), lasts)


def browser_with(app: Flask, token: str, language: str | None = None) -> Browser:
    """A browser that has this session's cookie."""
    browser = Browser(app, language)
    browser.client.set_cookie(COOKIE, token)
    return browser


def signed_in(
    app: Flask,
    *roles: Role,
    name: str = "Dídac Roca",
    office_id: int | None = None,
    technician_id: int | None = None,
    language: str | None = None,
) -> Browser:
    """The browser of somebody with these roles who has just signed in."""
    member_id = member(*roles, name=name, office_id=office_id, technician_id=technician_id)
    return browser_with(app, session_of(member_id), language)
