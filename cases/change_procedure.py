"""Making of an enquiry a claim, of a claim a mediation: one procedure at a time, and the history of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import PROCEDURES
from cases.move_case import WhyWanted
from cases.promise_letter import promise_letter
from cases.stop_clock import CaseClosed
from database import writing


@dataclass(eq=False)
class ProcedureChanged(CaseRefusal):
    """Somebody else has changed it meanwhile."""

    procedure: str


class SameProcedure(CaseRefusal):
    """It is of that procedure already."""


def change_procedure(case_id: int, to: str, why: str, actor: Actor, now: datetime, seen_procedure: str) -> None:
    """Change the procedure of an open case; its state and its deadlines stay.

    Raises ProcedureChanged, SameProcedure, CaseClosed, WhyWanted, and ValueError for a procedure that there is not.
    """
    if to not in PROCEDURES:
        raise ValueError(f"procedures are {', '.join(PROCEDURES)}")
    with writing() as session:
        case = lock_case(session, case_id)
        before = case.procedure
        if before != seen_procedure:
            raise ProcedureChanged(before)
        if to == before:
            raise SameProcedure
        if not case.is_open:
            raise CaseClosed
        if not why:
            raise WhyWanted
        case.procedure = to
        promise_letter(session, case, "case_changed", now)
        changed(session, case, "procedure_explained", actor, now, details={"to": to}, words=why)
        changed(
            session,
            case,
            "procedure_changed",
            actor,
            now,
            details={"from": before, "to": to},
            for_consumer=True,
            before={"procedure": before},
            after={"procedure": to},
        )
