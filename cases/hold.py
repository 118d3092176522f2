"""Legal hold: while it lasts, nothing of a case is destroyed, whatever the rules or the person say."""

from __future__ import annotations

from datetime import datetime

from cases.errors import CaseRefusal
from cases.history import changed, lock_case
from database import writing


class ReasonWanted(CaseRefusal):
    """A hold says why it is there."""


def hold(case_id: int, reason: str, member_id: int, now: datetime) -> None:
    """Put the case on hold, or say another reason for the hold that it is on. Raises ReasonWanted, CaseDestroyed."""
    if not reason.strip():
        raise ReasonWanted
    with writing() as session:
        case = lock_case(session, case_id)
        case.hold_since, case.hold_reason = case.hold_since or now, reason.strip()
        changed(session, case, "held", member_id, now, words=case.hold_reason)


def release(case_id: int, member_id: int, now: datetime) -> None:
    """End the hold; without one, nothing changes. Raises CaseDestroyed."""
    with writing() as session:
        case = lock_case(session, case_id)
        if case.hold_since is None:
            return
        since, case.hold_since, case.hold_reason = case.hold_since, None, ""
        changed(session, case, "hold_released", member_id, now, details={"since": since.date().isoformat()})
