"""Making the words by which cases are found anew: after an upgrade, or when something else than a verb changed rows."""

from __future__ import annotations

from cases.models import Case
from cases.search_index import BATCH, reindex_where
from database import writing


def reindex_all() -> int:
    """For every case; how many there are. Some at a time, so that others can write in between."""
    last, written = 0, 0
    while True:
        with writing() as session:
            batch = reindex_where(session, Case.id > last, limit=BATCH)
        if not batch:
            return written
        last, written = batch[-1], written + len(batch)
