"""Looking at a case is on record, as changing it is."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case
from database import writing
from staff.audit import note


def look(case_id: int, member_id: int, now: datetime) -> None:
    """Note that a member of staff opened a case file."""
    with writing() as session:
        note(session, member_id, "case_seen", session.get_one(Case, case_id), now)
