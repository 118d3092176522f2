"""Who is in a case that is kept: their data stay as long as the file does, whatever the rule for appointments says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CompoundSelect, and_, exists, select, union

from booking import erase
from booking.models import Appointment
from cases.models import Case, CaseAppointment
from database import db


def people_of(but_for: int | None = None) -> CompoundSelect[int]:
    """Ids of the people of all files that are not destroyed: whose they are, who represents them, who was called.

    `but_for` is the id of a case that is left out.
    """
    kept = and_(Case.destroyed_at.is_(None), *([] if but_for is None else [Case.id != but_for]))
    return union(
        select(Case.person_id).where(kept),
        select(Case.representative_id).where(kept, Case.representative_id.is_not(None)),
        select(Appointment.person_id)
        .join(CaseAppointment, CaseAppointment.appointment_id == Appointment.id)
        .join(Case, Case.id == CaseAppointment.case_id)
        .where(kept),
    )


def erase_by_rule(now: datetime) -> int:
    """Erase everybody whose appointment is long past and who is in no case that is kept. Gives how many people."""
    return erase.erase_by_rule(now, kept=people_of())


def erase_on_request(reference: str, now: datetime) -> bool:
    """Erase the person of an appointment that led to no case. False when there is no such appointment.

    Raises ValueError while it is to come, and for somebody with a case: see cases/about_person.py.
    """
    in_a_case = exists().where(Appointment.reference == reference.upper(), Appointment.person_id.in_(people_of()))
    if db.session.scalar(select(in_a_case)):
        raise ValueError("the person has a case file: erase them on the page /coordinacio/persones")
    return erase.erase_on_request(reference, now)
