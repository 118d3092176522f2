"""The storage is cleared of what belongs to no document, and of nothing else."""

import io
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cases.hold import hold
from cases.models import CaseEvent, Document
from cases.papers.errors import CaseOnHold, PaperGone
from cases.papers.receive import receive
from cases.papers.sweep import delete_taken_out, sweep
from cases.papers.take_out import take_out
from database import db, writing
from storage import storage_for
from tests.support.papers import delivery
from tests.support.staff import member
from tests.support.world import NOW

NOBODYS = "0123456789abcdef"


@pytest.fixture
def document(place, storage):
    receive(place, delivery(), storage, False, NOW)
    return db.session.scalars(select(Document)).one()


def age(tmp_path, hours):
    then = time.time() - hours * 3600
    for path in (tmp_path / "documents").rglob("*"):
        os.utime(path, (then, then))


def test_after_a_day_what_belongs_to_no_document_is_deleted(document, storage, tmp_path):
    storage.put(NOBODYS, io.BytesIO(b"of an upload that was cut off"))
    age(tmp_path, 25)

    assert sweep(storage, datetime.now(UTC)) == 1

    assert not storage.exists(NOBODYS)
    assert storage.exists(document.storage_name)


def test_what_may_still_be_under_way_is_left_alone(app, storage, tmp_path):
    storage.put(NOBODYS, io.BytesIO(b"of an upload that is under way"))
    age(tmp_path, 23)

    assert sweep(storage, datetime.now(UTC)) == 0
    assert storage.exists(NOBODYS)


def test_taking_out_leaves_the_line_with_the_reason_and_deletes_the_bytes(case, document, storage):
    clara = member("technician")

    take_out(case, document.id, "és d'una altra persona", storage, clara, NOW)

    db.session.expire_all()
    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert (document.removed_at, document.removed_because) == (NOW, "és d'una altra persona")
    assert (event.kind, event.words) == ("document_removed", "és d'una altra persona")
    assert not storage.exists(document.storage_name)
    with pytest.raises(PaperGone):
        take_out(case, document.id, "altra vegada", storage, clara, NOW)


def test_under_legal_hold_nothing_is_taken_out(case, document, storage):
    clara = member("technician")
    hold(case, "recurs", clara, NOW)

    with pytest.raises(CaseOnHold):
        take_out(case, document.id, "per error", storage, clara, NOW)

    assert storage.exists(document.storage_name)


def test_bytes_that_could_not_be_deleted_are_deleted_by_the_next_round(document, storage):
    with writing() as session:  # as destroying a case leaves it, or a storage that was away
        session.get_one(Document, document.id).removed_at = NOW

    delete_taken_out(storage, NOW + timedelta(hours=1))

    assert not storage.exists(document.storage_name)


def test_a_storage_that_is_away_stops_no_round(app, tmp_path):
    (tmp_path / "file").touch()
    away = storage_for(f"file:{tmp_path / 'file' / 'documents'}")

    assert sweep(away, NOW) == 0
    delete_taken_out(away, NOW)
