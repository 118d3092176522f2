"""Who may see the mediation of a case: confidential (Llei 22/2010, art. 132-2.5), so each member needs leave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import MediationAccess


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
