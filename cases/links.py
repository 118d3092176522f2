"""The secret address `/e/<token>` of a case, which letters repeat."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from booking.models import Appointment, Person
from cases.models import Case, CaseAppointment, CaseLink


def new_link(session: Session, case: Case, now: datetime) -> str:
    """A new secret address; the token has 128 random bits. Earlier ones stay in force until they are revoked."""
    token = secrets.token_urlsafe(16)
    session.add(CaseLink(token=token, case_id=case.id, created_at=now))
    session.flush()
    return token


def replace_link(session: Session, case: Case, now: datetime) -> str:
    """A new secret address, and none besides: whoever opens an earlier one reads that there is a newer."""
    session.execute(
        update(CaseLink).where(CaseLink.case_id == case.id, CaseLink.revoked_at.is_(None)).values(revoked_at=now)
    )
    return new_link(session, case, now)


def current_token(session: Session, case_id: int) -> str | None:
    """The token of the newest address in force; None if all of them were revoked."""
    return session.scalar(
        select(CaseLink.token)
        .where(CaseLink.case_id == case_id, CaseLink.revoked_at.is_(None))
        .order_by(CaseLink.created_at.desc(), CaseLink.token)
        .limit(1)
    )


def token_for_caller(session: Session, appointment: Appointment) -> str | None:
    """The token of the case that this call belongs to, for the page of the appointment.

    None where the case is somebody else's: a technician may have added the call of a relative to it.
    """
    case_id = session.scalar(
        select(Case.id)
        .join(CaseAppointment, CaseAppointment.case_id == Case.id)
        .join(Person, Person.id == Case.person_id)
        .where(
            CaseAppointment.appointment_id == appointment.id,
            Case.destroyed_at.is_(None),
            or_(Person.id == appointment.person_id, Person.gave(appointment.person.email, None)),
        )
    )
    return None if case_id is None else current_token(session, case_id)
