"""Saying for which office somebody works. With one office, and for technicians, it is known without saying."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from booking.models import Office
from database import writing
from staff.audit import note
from staff.errors import UnknownMember, UnknownOffice
from staff.models import StaffMember


def assign_office(email: str, slug: str, now: datetime, by: int | None = None) -> None:
    """From now on the person sees the appointments of this office and no other's.

    A technician's office is that of their calls: it comes back at the next sign-in.
    Raises UnknownMember, UnknownOffice.
    """
    with writing() as session:
        office_id = session.scalar(select(Office.id).where(Office.slug == slug))
        if office_id is None:
            raise UnknownOffice
        members = session.scalars(StaffMember.of_email(email)).all()
        if not members:
            raise UnknownMember
        for member in members:
            before, after = {"office_id": member.office_id}, {"office_id": office_id}
            member.office_id = office_id
            note(session, by, "office_assigned", member, now, before=before, after=after)
