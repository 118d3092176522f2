"""Papers that a person sent by themselves: somebody has looked at them."""

from __future__ import annotations

from datetime import datetime

from cases.history import Actor, changed, lock_case
from cases.move_case import StateChanged, check_papers
from cases.requirements import WAITING
from database import writing


def look_at_papers(case_id: int, actor: Actor, now: datetime, seen_papers: datetime | None) -> None:
    """Say that the papers which came until `seen_papers` were looked at: it is again the turn of whose it was. Nothing,
    if somebody has said so already.

    Of papers that are required it is said whether they are all there, which `require_documents` does. Raises
    StateChanged if they are, and MoreArrived.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        if case.state == WAITING:
            raise StateChanged(case.state, case.state_since)
        if case.papers_arrived_at is None:
            return
        check_papers(case, seen_papers)
        case.papers_arrived_at = None
        changed(session, case, "papers_looked_at", actor, now)
