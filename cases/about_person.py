"""Everything that is kept about a person, found by their mail address or telephone, to be given to them or erased.

Each booking and each case has a row of the person as they gave it then, so that one human being has several.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from booking.models import Appointment, AppointmentEvent, CallNote, Message, Office, Person
from booking.names import plain
from cases.as_json import columns_of
from cases.destroy import REQUEST, OnHold, destroy_in
from cases.errors import CaseRefusal
from cases.export_case import REMARKS, events_to_give
from cases.history import lock_case
from cases.models import Case, CaseAppointment, CaseEvent, CaseLetter, CaseNote, Document, Submission
from cases.people import erase_people_in, handed_in_without_case
from cases.representative import remove_in
from database import writing
from staff.audit import note


@dataclass
class StillToCome(CaseRefusal):
    """An appointment is cancelled before its person is erased, or nobody could tell them."""

    reference: str


class NobodyChosen(CaseRefusal):
    """Under one address or telephone there may be several human beings: somebody says whose data are meant."""


@dataclass(frozen=True)
class Found:
    """What an office keeps of the people under one mail address or telephone."""

    people: Sequence[Person]
    appointments: Sequence[Appointment]
    cases: Sequence[Case]
    """Their own. A case that only a call of theirs was added to is somebody else's."""
    joined: Mapping[int, Case]
    """Cases that their calls were added to, by the appointment's id."""
    represented: Sequence[Case]
    """Cases of somebody for whom they act."""

    @property
    def is_one_name(self) -> bool:
        """Whether they all gave the same name: one human being, as far as one can tell."""
        return len({plain(person.name) for person in self.people}) == 1

    def only(self, people: Collection[int]) -> Found:
        """What is there of these people. Raises NobodyChosen for nobody, and for somebody who was not found."""
        if not people or not set(people) <= {person.id for person in self.people}:
            raise NobodyChosen
        return replace(
            self,
            people=[one for one in self.people if one.id in people],
            appointments=[one for one in self.appointments if one.person_id in people],
            cases=[one for one in self.cases if one.person_id in people],
            represented=[one for one in self.represented if one.representative_id in people],
        )

    def case_of_another(self, appointment: Appointment) -> Case | None:
        """The case of somebody else that the call was added to."""
        case = self.joined.get(appointment.id)
        return None if case is None or case in self.cases else case


def find(session: Session, office_id: int, email: str | None, phone: str | None) -> Found:
    """Everybody who gave this address or telephone to this office and is not erased, with what is theirs."""
    known = select(Person.id).where(Person.gave(email, phone), Person.erased_at.is_(None))
    appointments = session.scalars(
        select(Appointment)
        .where(Appointment.office_id == office_id, Appointment.person_id.in_(known))
        .order_by(Appointment.starts_at)
    ).all()
    kept = (Case.office_id == office_id, Case.destroyed_at.is_(None))
    cases = session.scalars(select(Case).where(*kept, Case.person_id.in_(known)).order_by(Case.opened_at)).all()
    joined = session.execute(
        select(CaseAppointment.appointment_id, Case)
        .join(Case, Case.id == CaseAppointment.case_id)
        .where(*kept, CaseAppointment.appointment_id.in_([one.id for one in appointments]))
    )
    represented = session.scalars(
        select(Case).where(*kept, Case.representative_id.in_(known)).order_by(Case.opened_at)
    ).all()
    ids = {one.person_id for one in appointments} | {one.person_id for one in cases}
    ids |= {one.representative_id for one in represented if one.representative_id is not None}
    people = session.scalars(select(Person).where(Person.id.in_(ids), Person.erased_at.is_(None)).order_by(Person.id))
    return Found(people.all(), appointments, cases, dict(joined.all()), represented)


def everything(session: Session, found: Found) -> dict[str, Any]:
    """What is given to the person as JSON values, papers by name, size and hash.

    Mediation stays out, for it is not the person's alone; and what only the office reads (`internal_notes`).
    """
    appointment_ids = [one.id for one in found.appointments]
    case_ids = [one.id for one in found.cases]
    return {
        "people": [columns_of(person) for person in found.people],
        "appointments": [
            columns_of(one) | {"added_to_case_of_somebody_else": found.case_of_another(one) is not None}
            for one in found.appointments
        ],
        "appointment_events": _rows(session, AppointmentEvent, AppointmentEvent.appointment_id, appointment_ids),
        "call_notes": _rows(session, CallNote, CallNote.appointment_id, appointment_ids),
        "represents_somebody_in_cases": len(found.represented),
        "letters": _rows(session, Message, Message.appointment_id, appointment_ids),
        "cases": [columns_of(case, *REMARKS) for case in found.cases],
        "case_events": [columns_of(one) for one in _history(session, case_ids)],
        "case_letters": _rows(session, CaseLetter, CaseLetter.case_id, case_ids),
        "documents": [columns_of(document, "storage_name") for document in papers_of(session, found)],
    }


def internal_notes(session: Session, found: Found) -> int:
    """How many notes the office has written for itself: no part of the file, so not given (Ley 39/2015, art. 70.4)."""
    of_cases = CaseNote.case_id.in_([one.id for one in found.cases])
    return session.scalar(select(func.count()).select_from(CaseNote).where(of_cases)) or 0


def papers_of(session: Session, found: Found) -> Sequence[Document]:
    """The papers that are there and may be given to the person, the oldest first.

    Those of their cases, and those that they sent for a call that has no case.
    """
    return session.scalars(
        select(Document)
        .join(Submission, Submission.id == Document.submission_id)
        .where(
            or_(
                Submission.case_id.in_([one.id for one in found.cases]),
                handed_in_without_case([one.id for one in found.people]),
            ),
            Document.removed_at.is_(None),
            Document.of_mediation.is_(False),
            Document.scan.in_(("clean", "unscanned")),
        )
        .order_by(Document.id)
    ).all()


def given_out(found: Found, office_id: int, member_id: int, now: datetime) -> None:
    """Note that a member of staff took out everything about these people."""
    with writing() as session:
        what = {"people": [one.id for one in found.people], "cases": [one.number for one in found.cases]}
        note(session, member_id, "person_exported", session.get_one(Office, office_id), now, after=what)


def erase_person(
    office_id: int,
    email: str | None,
    phone: str | None,
    chosen: Collection[int],
    reason: str,
    member_id: int,
    now: datetime,
) -> int:
    """Erase those chosen of these people and destroy their closed cases, because they asked for it; how many they were.

    A case of somebody else stays: a call that was added to it is erased, and who represented its person no longer does.
    All or nothing. Raises NobodyChosen, StillToCome, StillOpen, OnHold: then somebody must act first, and it is said
    for which.
    """
    with writing() as session:
        found = find(session, office_id, email, phone).only(chosen)
        for appointment in found.appointments:
            if appointment.is_live(now):
                raise StillToCome(appointment.reference)
        for case in (*map(found.case_of_another, found.appointments), *found.represented):
            if case is not None and case.hold_since is not None:
                raise OnHold(case.number)
        if found.cases:
            destroy_in(session, [case.id for case in found.cases], REQUEST, member_id, now)
        for case in found.represented:
            if case.destroyed_at is None:
                remove_in(session, lock_case(session, case.id), member_id, now)
        session.flush()
        left = [one.id for one in found.people if one.erased_at is None]
        erase_people_in(session, left, "request", now)
        what = {"people": [one.id for one in found.people], "cases": [one.number for one in found.cases]}
        office = session.get_one(Office, office_id)
        note(session, member_id, "person_erased", office, now, after=what, reason=reason)
        return len(found.people)


def _history(session: Session, case_ids: Sequence[int]) -> list[CaseEvent]:
    open_to_all = select(CaseEvent).where(CaseEvent.case_id.in_(case_ids), CaseEvent.of_mediation.is_(False))
    return events_to_give(session.scalars(open_to_all.order_by(CaseEvent.id)))


def _rows(session: Session, table: Any, column: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    rows: Iterable[Any] = session.scalars(select(table).where(column.in_(ids)).order_by(*table.__table__.primary_key))
    return [columns_of(row) for row in rows]
