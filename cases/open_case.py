"""Opening a case: its row, number, secret address and first letter, in the transaction of whatever it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from booking.models import Person
from cases.enter_state import begin_first_deadline
from cases.errors import CaseRefusal
from cases.history import Actor, changed
from cases.links import new_link
from cases.models import Case
from cases.numbers import next_number
from cases.promise_letter import promise_letter
from cases.reference import new_reference


@dataclass
class IdentifierTaken(CaseRefusal):
    """Another case of the office has this number, registry entry or external id."""

    field: str
    """number, registry_entry or external_id."""
    reference: str
    """Of the other case."""
    number: str


class PersonErased(CaseRefusal):
    """The person's data have been erased: there is nobody to open a case for."""


@dataclass(frozen=True)
class NewCase:
    """What a case is opened with. Codes are those of cases.models."""

    office_id: int
    person_id: int
    municipality_id: str
    channel: str
    language: str
    requested_at: datetime
    procedure: str = "claim"
    assignee_id: int | None = None
    sector_code: str | None = None
    company_as_told: str = ""
    facts: str = ""
    request: str = ""
    prior_reply: str = ""
    urgent: bool = False
    registry_entry: str | None = None
    external_id: str | None = None
    number: str | None = None
    """Of a case that was opened elsewhere; else the next one is given."""
    once_key: str | None = None
    answered: bool = False
    """An enquiry that has its answer: closed as it is opened, whatever `procedure` says."""


def open_in(session: Session, new: NewCase, actor: Actor, now: datetime, zone: ZoneInfo) -> Case:
    """Open the case within the session's transaction; the year of its number is that of the office's `zone`.

    The person hears of it by mail, if they have an address. Raises PersonErased, and IdentifierTaken when another case
    of the office has one of its numbers.
    """
    if session.get_one(Person, new.person_id).erased_at is not None:
        raise PersonErased
    number = new.number or next_number(session, new.office_id, now, zone)
    _check_identifiers(session, new)
    case = Case(
        reference=new_reference(session, "E"),
        office_id=new.office_id,
        number=number,
        registry_entry=new.registry_entry,
        external_id=new.external_id,
        once_key=new.once_key,
        person_id=new.person_id,
        municipality_id=new.municipality_id,
        channel=new.channel,
        language=new.language,
        procedure="enquiry" if new.answered else new.procedure,
        sector_code=new.sector_code,
        company_as_told=new.company_as_told,
        urgent=new.urgent,
        facts=new.facts,
        request=new.request,
        prior_reply=new.prior_reply,
        assignee_id=new.assignee_id,
        state="answered" if new.answered else "pending",
        state_since=now,
        requested_at=new.requested_at,
        opened_at=now,
        updated_at=now,
        closed_at=now if new.answered else None,
    )
    session.add(case)
    session.flush()
    begin_first_deadline(session, case, now.astimezone(zone).date(), now)
    new_link(session, case, now)
    promise_letter(session, case, "case_closed" if new.answered else "case_opened", now)
    details = {"channel": case.channel, "procedure": case.procedure, "state": case.state}
    changed(session, case, "opened", actor, now, details=details, for_consumer=True)
    return case


def check_free(
    session: Session, column: ColumnElement[str | None], value: str | None, office_id: int, but_for: int | None = None
) -> None:
    """Raises IdentifierTaken when another case of the office (`but_for` is the id of this one) has this value."""
    if value is None:
        return
    query = select(Case.reference, Case.number).where(Case.office_id == office_id, column == value)
    other = session.execute(query if but_for is None else query.where(Case.id != but_for)).first()
    if other is not None:
        raise IdentifierTaken(column.key or "", other.reference, other.number)


def _check_identifiers(session: Session, new: NewCase) -> None:
    """After the number was given, for the counter's lock makes openings of one office come one after the other."""
    check_free(session, Case.__table__.c.number, new.number, new.office_id)
    check_free(session, Case.__table__.c.registry_entry, new.registry_entry, new.office_id)
    check_free(session, Case.__table__.c.external_id, new.external_id, new.office_id)
