"""Destroying case files: by a rule, after a person has said yes, or because the person of the case asked for it.

Names, texts and papers go; procedure, sector, municipality, dates, result and amounts stay, so that reports still count
the case and nobody can say whose it was. The bytes of papers are removed by the storage's own round: their lines say
from this transaction on that they are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from booking.models import Appointment, Person
from booking.names import plain
from cases.deadlines import end_deadlines, refresh, running
from cases.errors import CaseRefusal
from cases.history import changed, lock_case
from cases.models import (
    Case,
    CaseAppointment,
    CaseEvent,
    CaseNote,
    Destruction,
    Requirement,
    Resolution,
    Submission,
)
from cases.papers.take_out import destroy_papers
from cases.people import erase_people_in, people_of
from database import writing

REQUEST = "request"
"""In the place of a rule: the person asked for it."""

_TEXTS = (
    "representation",
    "company_as_told",
    "contract_reference",
    "facts",
    "request",
    "prior_claim_how",
    "prior_reply",
    "state_detail",
    "internal_state",
    "internal_detail",
)
"""Columns of a case that people write in."""


@dataclass
class StillOpen(CaseRefusal):
    """A file is destroyed only when it is closed."""

    number: str


@dataclass
class OnHold(CaseRefusal):
    """A legal hold keeps the file."""

    number: str


def destroy(case_ids: Sequence[int], rule: str, approved_by: int, now: datetime) -> None:
    """Destroy these files of one office in one transaction. Raises what `destroy_in` raises: then none is destroyed."""
    with writing() as session:
        destroy_in(session, case_ids, rule, approved_by, now)


def destroy_in(session: Session, case_ids: Sequence[int], rule: str, approved_by: int, now: datetime) -> None:
    """Destroy them within the session's transaction, and make the record of it.

    `rule` is the code of a retention rule, or `REQUEST`. Raises StillOpen, OnHold and CaseDestroyed; ValueError without
    files, or for files of several offices.
    """
    cases = [lock_case(session, case_id) for case_id in sorted(set(case_ids))]
    (office_id,) = {case.office_id for case in cases}
    documents = sum(_destroy(session, case, rule, approved_by, now) for case in cases)
    session.add(
        Destruction(
            office_id=office_id,
            happened_at=now,
            rule=rule,
            approved_by=approved_by,
            cases=len(cases),
            documents=documents,
            numbers=[case.number for case in cases],
        )
    )


def _destroy(session: Session, case: Case, rule: str, actor: int, now: datetime) -> int:
    """How many papers went with it."""
    if case.closed_at is None:
        raise StillOpen(case.number)
    if case.hold_since is not None:
        raise OnHold(case.number)
    case.representation_proved_on = None
    for column in _TEXTS:
        setattr(case, column, "")
    session.execute(delete(CaseNote).where(CaseNote.case_id == case.id))
    session.execute(update(CaseEvent).where(CaseEvent.case_id == case.id).values(words=None))
    session.execute(update(Requirement).where(Requirement.case_id == case.id).values(text=""))
    session.execute(update(Resolution).where(Resolution.case_id == case.id).values(reason=""))
    documents = destroy_papers(session, Submission.case_id == case.id, now)
    end_deadlines(running(session, case.id), "passed_on", now)  # nobody can act on it any more
    refresh(session, case)
    erase_people_in(session, _only_here(session, case, rule), "request" if rule == REQUEST else "rule", now)
    changed(session, case, "destroyed", actor, now, details={"rule": rule})
    case.destroyed_at, case.destroyed_by_rule = now, rule
    session.flush()
    return documents


def _only_here(session: Session, case: Case, rule: str) -> list[int]:
    """The people of this case who are in no other one that is kept.

    Who asks to be erased asks for nobody else: a relative whose call was added to the case has a year, as for any call.
    """
    name = session.get_one(Person, case.person_id).name
    callers = session.scalars(
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(CaseAppointment, CaseAppointment.appointment_id == Appointment.id)
        .where(CaseAppointment.case_id == case.id)
    )
    own = {case.person_id, case.representative_id} - {None}
    own |= {one.id for one in callers if rule != REQUEST or plain(one.name) == plain(name)}
    elsewhere = set(session.scalars(people_of(but_for=case.id)))
    return sorted(person_id for person_id in own if person_id is not None and person_id not in elsewhere)
