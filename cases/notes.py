"""Internal notes: drafts and opinions, which are no part of the file (Ley 39/2015, art. 70.4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.history import lock_case
from cases.models import CaseNote
from database import writing
from staff.audit import note


def add_note(case_id: int, text: str, member_id: int, now: datetime) -> int:
    """Add a note; its id. What the same person sends twice, one right after the other, is one note.

    The history of the case does not tell of it, for that is part of the file; the audit does. Raises ValueError for an
    empty one, and CaseDestroyed.
    """
    if not text:
        raise ValueError("an empty note")
    with writing() as session:
        case = lock_case(session, case_id)
        last = _last(session, case_id)
        if last is not None and (last.written_by, last.text) == (member_id, text):
            return last.id
        written = CaseNote(case_id=case_id, written_at=now, written_by=member_id, text=text)
        session.add(written)
        session.flush()
        note(session, member_id, "case_note_added", case, now, after={"note": written.id})
        return written.id


def _last(session: Session, case_id: int) -> CaseNote | None:
    return session.scalar(select(CaseNote).where(CaseNote.case_id == case_id).order_by(CaseNote.id.desc()).limit(1))
