"""Who works on a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from booking.models import Technician
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import Case
from database import writing


class CaseClosed(CaseRefusal):
    """The case is closed: there is nothing to do on it."""


class NotHere(CaseRefusal):
    """No technician who works for the office of the case."""


def assign(case_id: int, technician_id: int | None, actor: Actor, now: datetime) -> bool:
    """Give the case to a technician, or to nobody; whether that changed anything.

    Raises CaseClosed, NotHere, CaseDestroyed.
    """
    with writing() as session:
        return assign_in(session, lock_case(session, case_id), technician_id, actor, now)


def assign_in(session: Session, case: Case, technician_id: int | None, actor: Actor, now: datetime) -> bool:
    """The same within the session's transaction, of a case that it has locked."""
    if case.assignee_id == technician_id:
        return False
    if not case.is_open:
        raise CaseClosed
    if technician_id is not None:
        technician = session.get(Technician, technician_id)
        if technician is None or technician.office_id != case.office_id or technician.left_at is not None:
            raise NotHere
    before, case.assignee_id = case.assignee_id, technician_id
    details = {"from": str(before or ""), "to": str(technician_id or "")}
    changed(session, case, "assigned", actor, now, details=details)
    return True
