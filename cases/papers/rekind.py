"""Saying what a document is, and whether it belongs to the mediation."""

from __future__ import annotations

from datetime import datetime

from cases.history import changed, lock_case
from cases.models import Document
from cases.papers.errors import PaperGone
from database import writing


def rekind(case_id: int, document_id: int, kind: str, of_mediation: bool, member_id: int, now: datetime) -> None:
    """Change it; the same again changes nothing. Raises PaperGone and CaseDestroyed."""
    with writing() as session:
        case = lock_case(session, case_id)
        document = session.get_one(Document, document_id)
        if document.removed_at is not None:
            raise PaperGone
        before = {"kind": document.kind, "of_mediation": document.of_mediation}
        after = {"kind": kind, "of_mediation": of_mediation}
        if before == after:
            return
        document.kind, document.of_mediation = kind, of_mediation
        changed(
            session,
            case,
            "document_rekinded",
            member_id,
            now,
            details={"document": document.reference, "kind": kind},
            of_mediation=document.of_mediation or bool(before["of_mediation"]),
            before=before,
            after={"document": document.reference, **after},
        )
