"""Letting the scanner look into documents. Until it has answered nobody opens one; the web never waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog import get_logger

import jobs
from antivirus import Scanner, ScanProblem, Verdict
from booking.models import Appointment
from booking.promises import record
from cases.errors import CaseDestroyed
from cases.history import changed
from cases.models import Case, Document, Submission
from cases.papers.place import Place
from cases.papers.sweep import delete_bytes
from cases.promise_letter import promise_letter
from database import writing
from storage import Missing, Storage, StorageProblem

log = get_logger(__name__)

AGAIN = timedelta(minutes=1)
"""After a try that failed: the scanner is ours, and usually restarts."""

LONGEST_SCAN = timedelta(minutes=5)
"""A look whose end was not noted by then was cut off (worker killed), and is begun again."""

AT_MOST = 200
"""Documents taken up by one round."""


@dataclass(frozen=True)
class _Look:
    document_id: int
    storage_name: str


def promise_scan(session: Session, document: Document, again: str = "") -> None:
    """Queue the look into a document, within the session's transaction."""
    jobs.enqueue(
        session,
        jobs.SCANS,
        "scan_document",
        f"document-{document.id}",
        document.id,
        workflow_id=f"scan-{document.id}{again}",
    )


def scan_document(document_id: int, storage: Storage, scanner: Scanner | None, clock: Callable[[], datetime]) -> None:
    """Ask the scanner about a document, if it is due, and note what it says. What is infected is deleted."""
    look = _begin(document_id, clock()) if scanner else None
    if look is None or scanner is None:
        return
    try:
        with storage.open(look.storage_name) as chunks:
            verdict = scanner.scan(chunks)
    except (ScanProblem, StorageProblem, Missing) as problem:
        log.warning("document_not_scanned", document_id=document_id, kind=getattr(problem, "advice", "missing"))
        _try_later(document_id, clock() + AGAIN)
        return
    if _settle(document_id, verdict, clock()):
        delete_bytes(storage, look.storage_name)


def resume_scans(now: datetime, has_scanner: bool) -> int:
    """Enqueue again what is due. Gives how many.

    With a scanner that was set up later, documents that nobody looked into are looked into now; where it was taken
    away, those that wait for it are let go unscanned: nobody would ever answer.
    """
    with writing() as session:
        if not has_scanner:
            session.execute(
                update(Document).where(Document.next_scan_at.is_not(None)).values(scan="unscanned", next_scan_at=None)
            )
            return 0
        _take_up_unscanned(session, now)
        due = session.scalars(
            select(Document)
            .where(Document.next_scan_at <= now, Document.removed_at.is_(None))
            .order_by(Document.next_scan_at)
            .limit(AT_MOST)
        ).all()
        for document in due:
            promise_scan(session, document, f"-again-{now.timestamp() // 60:.0f}")
        return len(due)


def _take_up_unscanned(session: Session, now: datetime) -> None:
    unseen = (
        select(Document.id)
        .where(Document.scan == "unscanned", Document.next_scan_at.is_(None), Document.removed_at.is_(None))
        .limit(AT_MOST)
    )
    session.execute(update(Document).where(Document.id.in_(unseen)).values(next_scan_at=now))


def _begin(document_id: int, now: datetime) -> _Look | None:
    """Note the try before it is made; None when there is nothing to do."""
    with writing() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is None or document.removed_at is not None:
            return None
        if document.next_scan_at is None or document.next_scan_at > now:
            return None
        document.next_scan_at = now + LONGEST_SCAN
        return _Look(document.id, document.storage_name)


def _try_later(document_id: int, when: datetime) -> None:
    with writing() as session:
        session.execute(
            update(Document)
            .where(Document.id == document_id, Document.next_scan_at.is_not(None))
            .values(next_scan_at=when)
        )


def _settle(document_id: int, verdict: Verdict, now: datetime) -> bool:
    """Whether the bytes are to be deleted, which the row says first."""
    with writing() as session:
        submission = session.scalars(
            select(Submission).join(Document, Document.submission_id == Submission.id).where(Document.id == document_id)
        ).one()
        try:
            _, case, appointment = Place(submission.case_id, submission.appointment_id).locked(session)
        except CaseDestroyed:
            return True
        document = session.get_one(Document, document_id, populate_existing=True)
        if document.removed_at is not None:
            return True
        document.next_scan_at, document.scanned_at = None, now
        document.scan = "clean" if verdict.is_clean else "infected"
        if verdict.is_clean:
            return False
        document.removed_at, document.removed_because = now, verdict.signature or ""
        _tell_of_infection(session, document, submission.handed_in_by == "consumer", case, appointment, now)
        return True


def _tell_of_infection(
    session: Session,
    document: Document,
    from_person: bool,
    case: Case | None,
    appointment: Appointment | None,
    now: datetime,
) -> None:
    details = {"document": document.reference}
    if case is None:
        assert appointment is not None
        record(session, appointment, "document_infected", "system", now, details)
        return
    if from_person:
        promise_letter(session, case, "case_changed", now)
    changed(
        session,
        case,
        "document_infected",
        "system",
        now,
        details=details,
        for_consumer=from_person,
        of_mediation=document.of_mediation,
    )
