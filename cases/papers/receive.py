"""Receiving papers: the bytes are in the storage before the rows that name them are committed.

Whatever is killed in between leaves bytes without a row, which cases/papers/sweep.py clears away, and never a row
without its bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.models import Appointment
from booking.promises import record
from cases.history import Actor, changed
from cases.models import Case, Document, Submission
from cases.papers.errors import TooManyFiles
from cases.papers.inspect import Incoming, Inspected, Refused, inspect
from cases.papers.limits import FILES_AT_ONCE
from cases.papers.place import Place, check_open, check_room
from cases.papers.scan import promise_scan
from cases.papers.sweep import delete_bytes
from cases.promise_letter import promise_letter
from cases.reference import new_reference
from database import db, writing
from storage import Storage


@dataclass(frozen=True)
class Delivery:
    """What somebody hands in at one time."""

    once_key: str
    """Of the form: what is sent twice is handed in once."""
    kind: str
    """Of all of it; staff can tell them apart later."""
    files: Sequence[Incoming]
    by: Actor
    of_mediation: bool = False


@dataclass(frozen=True)
class Received:
    """What came of it. Nothing new: `receipt` is None."""

    receipt: str | None = None
    accepted: int = 0
    known: tuple[str, ...] = ()
    """Names of files that the case had already."""
    refused: tuple[Refused, ...] = ()


def receive(place: Place, delivery: Delivery, storage: Storage, scanned: bool, now: datetime) -> Received:
    """Keep what can be accepted, promise the receipt by mail and, when `scanned`, the look of the scanner.

    The same form again gives the same receipt. Raises TooManyFiles, CaseFull, CaseClosed, CaseDestroyed, and
    `storage.StorageProblem`; then nothing is kept.
    """
    earlier = _made_by(db.session(), delivery.once_key)
    if earlier is not None:
        return earlier
    if len(delivery.files) > FILES_AT_ONCE:
        raise TooManyFiles
    accepted, refused = inspect(delivery.files)
    stored: dict[str, str] = {}  # names in the storage by hash, of what no row claims yet
    try:
        received = None
        while received is None:
            _store(_wanted(place, accepted), stored, storage)
            received = _take_in(place, delivery, accepted, stored, scanned, now)
        return replace(received, refused=tuple(refused))
    except IntegrityError:  # two copies of one form at the same moment
        earlier = _made_by(db.session(), delivery.once_key)
        if earlier is None:
            raise
        return earlier
    finally:
        for name in stored.values():
            delete_bytes(storage, name)


def _wanted(place: Place, accepted: list[Inspected]) -> list[Inspected]:
    """What seems to be new, before anything is locked. Raises CaseFull. No transaction is left open."""
    session = db.session()
    new, _known = _sorted_out(session, place, accepted)
    check_room(session, place.now(session), new)
    session.rollback()
    return new


def _store(files: list[Inspected], stored: dict[str, str], storage: Storage) -> None:
    for file in files:
        if file.sha256 not in stored:
            stored[file.sha256] = secrets.token_hex(16)
            storage.put(stored[file.sha256], file.stream)


def _take_in(
    place: Place,
    delivery: Delivery,
    accepted: list[Inspected],
    stored: dict[str, str],
    scanned: bool,
    now: datetime,
) -> Received | None:
    """Write the rows. None if a file that the case had has been taken out meanwhile, so that it is to be stored."""
    with writing() as session:
        place, case, appointment = place.locked(session)
        check_open(delivery.by, case, appointment)
        new, known = _sorted_out(session, place, accepted)
        if any(file.sha256 not in stored for file in new):
            return None
        if not new:
            return Received(known=known)
        check_room(session, place, new)
        submission = _submission(session, place, delivery, now)
        for file in new:
            # Taken off before the commit: whether one succeeded that broke off nobody knows.
            _document(session, submission, delivery, file, stored.pop(file.sha256), scanned, now)
        _tell(session, submission, delivery, case, appointment, len(new), now)
        return Received(submission.reference, len(new), known)


def _submission(session: Session, place: Place, delivery: Delivery, now: datetime) -> Submission:
    submission = Submission(
        reference=new_reference(session, "R"),
        once_key=delivery.once_key,
        case_id=place.case_id,
        appointment_id=place.appointment_id,
        received_at=now,
        handed_in_by=str(delivery.by),
    )
    session.add(submission)
    session.flush()
    return submission


def _document(
    session: Session,
    submission: Submission,
    delivery: Delivery,
    file: Inspected,
    storage_name: str,
    scanned: bool,
    now: datetime,
) -> None:
    document = Document(
        reference=new_reference(session, "D"),
        submission_id=submission.id,
        kind=delivery.kind,
        file_name=file.name,
        storage_name=storage_name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        scan="checking" if scanned else "unscanned",
        next_scan_at=now if scanned else None,
        of_mediation=delivery.of_mediation,
    )
    session.add(document)
    session.flush()
    if scanned:
        promise_scan(session, document)


def _tell(
    session: Session,
    submission: Submission,
    delivery: Delivery,
    case: Case | None,
    appointment: Appointment | None,
    files: int,
    now: datetime,
) -> None:
    details = {"receipt": submission.reference, "files": str(files)}
    if case is None:
        assert appointment is not None
        record(session, appointment, "documents_received", str(delivery.by), now, details)
        return
    from_person = delivery.by == "consumer"
    if from_person:
        case.papers_arrived_at = now
        promise_letter(session, case, "documents_received", now, submission.id)
    changed(
        session,
        case,
        "documents_received" if from_person else "document_added",
        delivery.by,
        now,
        details=details,
        for_consumer=from_person,
        of_mediation=delivery.of_mediation,
    )


def _sorted_out(session: Session, place: Place, accepted: list[Inspected]) -> tuple[list[Inspected], tuple[str, ...]]:
    """What the place does not have yet, and the names of what it has: the same bytes, whatever they are called."""
    there = set(
        session.scalars(
            select(Document.sha256)
            .join(Submission, Submission.id == Document.submission_id)
            .where(
                place.now(session).is_here,
                Document.sha256.in_([file.sha256 for file in accepted]),
                Document.removed_at.is_(None),
            )
        )
    )
    new = [file for file in accepted if file.sha256 not in there]
    return new, tuple(file.name for file in accepted if file.sha256 in there)


def _made_by(session: Session, once_key: str) -> Received | None:
    """What the form with this key has handed in already."""
    submission = session.scalar(select(Submission).where(Submission.once_key == once_key))
    if submission is None:
        return None
    names = session.scalars(select(Document.id).where(Document.submission_id == submission.id)).all()
    return Received(submission.reference, len(names))
