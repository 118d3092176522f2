"""Who is in a case that is kept: their data stay as long as the file does, whatever the rule for appointments says.

Everybody else is erased with the papers that they sent before a call which led to no case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, select, union
from sqlalchemy.orm import Session

from booking import erase
from booking.models import Appointment, Person
from cases.models import Case, CaseAppointment, Submission
from cases.papers.take_out import destroy_papers
from database import db, writing


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


def handed_in_without_case(people: Sequence[int] | Select[int]) -> ColumnElement[bool]:
    """SQL: whether a submission is one of these people's, for an appointment that has no case."""
    theirs = select(Appointment.id).where(Appointment.person_id.in_(people))
    return and_(Submission.case_id.is_(None), Submission.appointment_id.in_(theirs))


def erase_people_in(session: Session, people: Sequence[int], why: str, now: datetime) -> None:
    """Erase these people, and their papers that are in no case, within the session's transaction."""
    destroy_papers(session, handed_in_without_case(people), now)
    erase.erase_in(session, people, why, now)


def erase_by_rule(now: datetime) -> int:
    """Erase everybody whose appointment is long past and who is in no case that is kept. Gives how many people.

    Papers whose people are erased already go too: they were on their way while somebody pressed the button.
    """
    erased = erase.erase_by_rule(now, kept=people_of(), erase=erase_people_in)
    with writing() as session:
        destroy_papers(session, handed_in_without_case(select(Person.id).where(Person.erased_at.is_not(None))), now)
    return erased


def erase_on_request(reference: str, now: datetime) -> bool:
    """Erase the person of an appointment that led to no case. False when there is no such appointment.

    Raises ValueError while it is to come, and for somebody with a case: see cases/about_person.py.
    """
    in_a_case = exists().where(Appointment.reference == reference.upper(), Appointment.person_id.in_(people_of()))
    if db.session.scalar(select(in_a_case)):
        raise ValueError("the person has a case file: erase them on the page /coordinacio/persones")
    return erase.erase_on_request(reference, now, erase=erase_people_in)
