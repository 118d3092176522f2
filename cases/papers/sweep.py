"""Clearing the storage of bytes that belong to no document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from structlog import get_logger

from cases.models import Document
from database import db
from storage import Storage, StorageProblem

log = get_logger(__name__)

UNCLAIMED = timedelta(days=1)
"""What is younger may belong to an upload that is under way."""

LATELY = timedelta(hours=3)
"""Documents taken out since then are looked after each hour; whatever is missed by that falls to the daily round."""

_AT_ONCE = 500


def delete_bytes(storage: Storage, name: str) -> None:
    """Delete what no row needs any more. A storage that does not answer now is cleared by the rounds below."""
    try:
        storage.delete(name)
    except StorageProblem as problem:
        log.warning("bytes_left_behind", kind=problem.advice)


def delete_taken_out(storage: Storage, now: datetime) -> None:
    """Delete the bytes of documents that were taken out or destroyed lately."""
    names = db.session.scalars(select(Document.storage_name).where(Document.removed_at > now - LATELY)).all()
    db.session.rollback()
    for name in names:
        delete_bytes(storage, name)


def sweep(storage: Storage, now: datetime) -> int:
    """Delete what has lain in the storage for a day and is no document's. Gives how many.

    A storage that does not answer is left to the next round, which begins anew.
    """
    deleted = 0
    try:
        for names in _batches(storage.names(older_than=now - UNCLAIMED)):
            for name in _unclaimed(names):
                storage.delete(name)
                deleted += 1
    except StorageProblem as problem:
        log.warning("storage_not_swept", kind=problem.advice)
    if deleted:
        log.info("storage_swept", count=deleted)
    return deleted


def _unclaimed(names: list[str]) -> set[str]:
    claimed = db.session.scalars(
        select(Document.storage_name).where(Document.storage_name.in_(names), Document.removed_at.is_(None))
    ).all()
    db.session.rollback()
    return set(names) - set(claimed)


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(names)
    while batch := list(islice(remaining, _AT_ONCE)):
        yield batch
