"""Whoever answers for the office sees that the scanner is away, or that there is none."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.papers.place import Place
from cases.papers.waiting import not_scanned
from database import db, writing
from outside import Papers
from tests.support.clamd import scanner_stand_in
from tests.support.papers import paper_row
from tests.support.staff import signed_in
from tests.support.world import AINA, NOW, at, book_for, open_slots


@pytest.fixture
def waiting(place, world):
    """A paper of a case and one of an appointment, handed in two hours ago and not scanned."""
    (slot_id,) = open_slots(world, at(24, "10:00"))
    early = Place(appointment_id=book_for(AINA, world, slot_id).appointment_id)
    now = datetime.now(UTC)
    with writing() as session:
        for where in (place, early):
            paper_row(session, where, now - timedelta(hours=2), scan="checking", next_scan_at=now)
        paper_row(session, place, now, scan="checking", next_scan_at=now)
    return now


def test_papers_that_wait_for_long_are_one_line_of_their_office(waiting, world):
    (matter,) = not_scanned(db.session(), world.office_id, waiting)

    assert (matter.number, matter.since) == (2, waiting - timedelta(hours=2))
    assert not_scanned(db.session(), world.office_id + 1, waiting) == []


def test_the_coordinators_list_says_so(app, waiting, world):
    page = signed_in(app, "coordinator", office_id=world.office_id).get("/coordinacio/pendents")

    assert "2 documents esperen l'antivirus" in page.text


def test_for_an_hour_it_is_nobodys_business(place, world):
    with writing() as session:
        paper_row(session, place, NOW, scan="checking", next_scan_at=NOW)

    assert not_scanned(db.session(), world.office_id, NOW + timedelta(minutes=59)) == []


def test_the_office_page_says_that_nobody_looks_for_viruses(app, world):
    didac = signed_in(app, "coordinator", office_id=world.office_id)
    assert "Cap antivirus no revisa els documents" in didac.get("/coordinacio/oficina").text

    with scanner_stand_in() as stand_in:
        app.extensions["papers"] = Papers(app.extensions["papers"].storage, stand_in)

        assert "Cap antivirus" not in didac.get("/coordinacio/oficina").text


def test_the_page_of_an_appointment_leads_to_its_papers(app, browser, world):
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    (slot_id,) = open_slots(world, now + timedelta(days=3))
    token = book_for(AINA, world, slot_id, now=now).token

    browser.get(f"/c/{token}")
    browser.follow("També ens ho pots enviar abans")

    assert browser.page.url.endswith(f"/c/{token}/documents")
