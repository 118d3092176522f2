"""Taking a document out of a case: the line stays with the reason, the bytes go."""

from __future__ import annotations

from datetime import datetime

from cases.history import changed, lock_case
from cases.models import Document
from cases.papers.errors import CaseOnHold, PaperGone
from cases.papers.sweep import delete_bytes
from database import writing
from storage import Storage


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
