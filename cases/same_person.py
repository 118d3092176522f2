"""Cases that a call may belong to: its own, and those of perhaps the same person.

Whoever gave the same mail address or telephone may be somebody else: a family has one telephone. Under the same name
too it is taken to be the same person, whose call joins their open case unless a technician says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Person
from booking.names import plain
from cases.models import Case, CaseAppointment

MOST_SHOWN = 10
"""Cases of perhaps the same person, newest first."""


@dataclass(frozen=True)
class Related:
    """A case, as the pages of a call name it."""

    id: int
    reference: str
    number: str
    opened_at: datetime
    state: str
    is_open: bool
    company: str
    person: str
    """Name of the person of the case."""
    is_theirs: bool
    """Not only the same address or telephone, but the same person as far as one can tell."""


def case_of_call(session: Session, appointment_id: int) -> Case | None:
    """The case that the call belongs to."""
    return session.scalars(
        select(Case)
        .join(CaseAppointment, CaseAppointment.case_id == Case.id)
        .where(CaseAppointment.appointment_id == appointment_id)
    ).one_or_none()


def cases_of_calls(session: Session, references: Collection[str]) -> dict[str, str]:
    """References of the cases of these calls, by the calls' own; nothing is asked for no calls."""
    if not references:
        return {}
    rows = session.execute(
        select(Appointment.reference, Case.reference)
        .join(CaseAppointment, CaseAppointment.appointment_id == Appointment.id)
        .join(Case, Case.id == CaseAppointment.case_id)
        .where(Appointment.reference.in_(references))
    )
    return dict(rows.all())


def related_cases(session: Session, appointment: Appointment) -> Sequence[Related]:
    """Cases of the office under the same mail address or telephone, newest first, but for the call's own."""
    person = appointment.person
    same = or_(Case.person_id == person.id, Person.gave(person.email, person.phone))
    own = select(CaseAppointment.case_id).where(CaseAppointment.appointment_id == appointment.id)
    rows = session.execute(
        select(Case, Person.name)
        .join(Person, Person.id == Case.person_id)
        .where(same, Case.office_id == appointment.office_id, Case.destroyed_at.is_(None), Case.id.not_in(own))
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(MOST_SHOWN)
    )
    return [_related(case, name, person) for case, name in rows]


def usual(related: Sequence[Related]) -> Related | None:
    """The open case that a call of this person joins unless somebody says otherwise: the only one that is theirs."""
    theirs = [one for one in related if one.is_open and one.is_theirs]
    return theirs[0] if len(theirs) == 1 else None


def _related(case: Case, name: str, person: Person) -> Related:
    return Related(
        id=case.id,
        reference=case.reference,
        number=case.number,
        opened_at=case.opened_at,
        state=case.state,
        is_open=case.is_open,
        company=case.company_as_told,
        person=name,
        is_theirs=case.person_id == person.id or plain(name) == plain(person.name),
    )
