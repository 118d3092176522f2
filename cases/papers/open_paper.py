"""Opening a document: whether it may be, and the record that a member of staff did."""

from __future__ import annotations

from datetime import datetime

from cases.models import Document
from cases.papers.errors import PaperGone, StillChecking
from database import writing
from staff.audit import note


def check_openable(document: Document) -> None:
    """Raises PaperGone or StillChecking."""
    if document.removed_at is not None:
        raise PaperGone
    if document.scan == "checking":
        raise StillChecking


def note_opening(document_id: int, member_id: int, now: datetime) -> None:
    """Record that a member of staff opened it. Raises what `check_openable` does."""
    with writing() as session:
        document = session.get_one(Document, document_id)
        check_openable(document)
        note(session, member_id, "case_document_opened", document, now)
