"""Who may see the mediation of a case: confidential (Llei 22/2010, art. 132-2.5), so each member needs leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import CaseRefusal
from cases.history import changed, lock_case
from cases.models import MediationAccess
from database import writing
from staff.models import StaffMember


class NotOfOffice(CaseRefusal):
    """Nobody who works for the office of the case."""


def give_access(case_id: int, to_member_id: int, member_id: int, now: datetime) -> None:
    """Let a member of staff see the mediation of a case; to give it twice changes nothing. Raises NotOfOffice."""
    with writing() as session:
        case = lock_case(session, case_id)
        colleague = session.get(StaffMember, to_member_id)
        if colleague is None or colleague.office_id != case.office_id or colleague.disabled_at is not None:
            raise NotOfOffice
        if has_access(session, case_id, to_member_id):
            return
        session.add(MediationAccess(case_id=case_id, member_id=to_member_id, given_at=now, given_by=member_id))
        details = {"member": str(to_member_id)}
        changed(session, case, "mediation_access_given", member_id, now, details=details)


def revoke_access(case_id: int, from_member_id: int, member_id: int, now: datetime) -> None:
    """Let them see it no longer; where there was no leave, nothing changes."""
    with writing() as session:
        case = lock_case(session, case_id)
        leave = next((one for one in those_with_access(session, case_id) if one.member_id == from_member_id), None)
        if leave is None:
            return
        leave.revoked_at = now
        details = {"member": str(from_member_id)}
        changed(session, case, "mediation_access_revoked", member_id, now, details=details)


def has_access(session: Session, case_id: int, member_id: int) -> bool:
    """Whether a member of staff may see the mediation papers and events of a case. No role includes it."""
    return member_id in {leave.member_id for leave in those_with_access(session, case_id)}


def those_with_access(session: Session, case_id: int) -> Sequence[MediationAccess]:
    """Leaves in force, the oldest first."""
    return session.scalars(
        select(MediationAccess)
        .where(MediationAccess.case_id == case_id, MediationAccess.revoked_at.is_(None))
        .order_by(MediationAccess.id)
    ).all()
