"""Taking documents out: their line stays, and says why; the bytes go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from cases.history import changed, lock_case
from cases.models import Document, Submission
from cases.papers.errors import CaseOnHold, PaperGone
from cases.papers.sweep import delete_bytes
from database import writing
from storage import Storage

DESTROYED = "destroyed"
"""Why a paper was taken out whose case, or whose person, is no longer kept."""


def take_out(case_id: int, document_id: int, reason: str, storage: Storage, member_id: int, now: datetime) -> None:
    """Take it out for this reason. Raises CaseOnHold, PaperGone if that was done before, and CaseDestroyed."""
    with writing() as session:
        case = lock_case(session, case_id)
        document = session.get_one(Document, document_id)
        if case.hold_since is not None:
            raise CaseOnHold
        if document.removed_at is not None:
            raise PaperGone
        document.removed_at, document.removed_because, document.next_scan_at = now, reason, None
        storage_name = document.storage_name
        changed(
            session,
            case,
            "document_removed",
            member_id,
            now,
            details={"document": document.reference},
            words=reason,
            of_mediation=document.of_mediation,
        )
    delete_bytes(storage, storage_name)


def destroy_papers(session: Session, handed_in: ColumnElement[bool], now: datetime) -> int:
    """Destroy the papers of the submissions of which this is true, within the transaction. Gives how many there were.

    Their names go too, and those of papers that were taken out before. The bytes are left to cases/papers/sweep.py.
    """
    these = Document.submission_id.in_(select(Submission.id).where(handed_in))
    kept = session.scalar(select(func.count()).where(these, Document.removed_at.is_(None))) or 0
    session.execute(
        update(Document)
        .where(these, Document.file_name != "")
        .values(
            file_name="",
            removed_at=func.coalesce(Document.removed_at, now),
            removed_because=DESTROYED,
            scan="unscanned",
            next_scan_at=None,
        )
    )
    return kept
