"""Opening a closed case again: for coordinators, with a reason."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from cases.errors import CaseRefusal
from cases.history import Actor, lock_case
from cases.move_case import StateChanged, WhyWanted, move_in
from cases.prior_claim import refresh_prior_claim
from database import writing

REOPENED_AS = "in_progress"


class NotClosed(CaseRefusal):
    """Only a closed case is opened again."""


def reopen_case(
    case_id: int, why: str, told: str, actor: Actor, now: datetime, seen_state: str, zone: ZoneInfo
) -> None:
    """Take a closed case up again. Amounts and resolutions of its closing stay in its history.

    Raises StateChanged, NotClosed, WhyWanted.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        if case.state != seen_state:
            raise StateChanged(case.state, case.state_since)
        if case.is_open:
            raise NotClosed
        if not why:
            raise WhyWanted
        move_in(session, case, REOPENED_AS, why, told, actor, now, zone, reopens=True)
        refresh_prior_claim(session, case, now)
