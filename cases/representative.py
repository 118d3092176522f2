"""Who acts for a person. To claim or to give up for somebody it must be proved (Ley 39/2015, art. 5.3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Person
from cases.errors import BlockChanged
from cases.history import changed, lock_case
from cases.models import Case, CaseBlock
from database import writing


def remove_representative(case_id: int, seen_version: int, member_id: int, now: datetime) -> None:
    """Nobody acts for the person any more; who did is forgotten, unless they have something of their own here.

    Raises BlockChanged for a version that is not the newest, and CaseDestroyed.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        if case.representative_id is None:
            return
        saved = _saved(session, case)
        if saved.version != seen_version:
            raise BlockChanged(saved.version, saved.saved_by)
        remove_in(session, case, member_id, now)


def remove_in(session: Session, case: Case, member_id: int, now: datetime) -> None:
    """The same within the session's transaction, for a locked case that has a representative."""
    former = session.get_one(Person, case.representative_id)
    case.representative_id, case.representation, case.representation_proved_on = None, "", None
    saved = _saved(session, case)
    saved.version, saved.saved_at, saved.saved_by = saved.version + 1, now, member_id
    session.add(saved)
    session.flush()
    if not _has_something(session, former.id):
        session.delete(former)
    details = {"block": "representative", "version": str(saved.version)}
    changed(session, case, "representative_removed", member_id, now, details=details)


def _saved(session: Session, case: Case) -> CaseBlock:
    saved = session.get(CaseBlock, (case.id, "representative"))
    return saved or CaseBlock(case_id=case.id, block="representative", version=0)


def _has_something(session: Session, person_id: int) -> bool:
    cases = exists().where(or_(Case.person_id == person_id, Case.representative_id == person_id))
    return bool(session.scalar(select(cases | exists().where(Appointment.person_id == person_id))))
