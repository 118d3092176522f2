"""The worker and a scanner, as they run in production: what is handed in is looked into without anybody waiting."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cases.models import Document
from cases.papers.receive import receive
from database import db
from tests.support.clamd import EICAR, scanner_stand_in
from tests.support.papers import delivery, file, pdf
from tests.support.processes import STARTS_WITHIN, Running, environment_of
from tests.support.settings import settings_for
from tests.support.waiting import until

pytestmark = pytest.mark.slow


@pytest.fixture
def scanner():
    with scanner_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def settings(database_url, tmp_path, scanner):
    return settings_for(
        database_url,
        MAIL_URL=f"file:{tmp_path / 'outbox'}",
        STORAGE_URL=f"file:{tmp_path / 'documents'}",
        CLAMAV_URL=scanner.url,
        OUTLOOK_BUSY="0",
    )


@pytest.fixture
def worker(app, settings, tmp_path):
    running = Running(["flask", "worker"], environment_of(settings), tmp_path / "worker.log")
    yield running
    running.stop()


def scans():
    db.session.rollback()
    return dict(db.session.execute(select(Document.file_name, Document.scan)).all())


def test_what_is_handed_in_is_scanned_and_the_person_hears_of_it(place, storage, worker, tmp_path):
    files = file("factura.pdf"), file("virus.pdf", pdf(EICAR.decode()))

    receive(place, delivery(*files), storage, scanned=True, now=datetime.now(UTC))
    assert set(scans().values()) == {"checking"}

    until(lambda: scans() == {"factura.pdf": "clean", "virus.pdf": "infected"}, STARTS_WITHIN)
    until(lambda: len(list((tmp_path / "outbox").glob("*.eml"))) == 2, STARTS_WITHIN)  # the receipt, and the news
