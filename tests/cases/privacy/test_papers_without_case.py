"""Papers that somebody sent before a call that led to no case are given out and erased with the person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.cancel import cancel
from booking.erase import KEPT
from booking.models import Appointment
from cases.about_person import erase_person, find
from cases.models import Document
from cases.papers.place import Place
from cases.papers.receive import receive
from cases.papers.sweep import delete_taken_out
from cases.people import erase_by_rule
from database import db, writing
from tests.cases.privacy.conftest import given_out
from tests.support.papers import PDF, delivery, file
from tests.support.staff import member
from tests.support.world import NOW, at

AINAS = "aina@example.org"
YEAR_LATER = at(24, "16:00") + KEPT + timedelta(days=1)


@pytest.fixture
def paper_id(appointment_id, storage):
    """A bill that Aina sent before her call."""
    receive(Place(appointment_id=appointment_id), delivery(file("factura de l'Aina.pdf")), storage, False, NOW)
    return the_paper().id


def the_paper():
    db.session.rollback()
    return db.session.scalars(select(Document)).one()


def assert_gone(storage, now):
    delete_taken_out(storage, now + timedelta(hours=1))
    paper = the_paper()
    assert (paper.file_name, paper.removed_at, paper.removed_because) == ("", now, "destroyed")
    assert not storage.exists(paper.storage_name)


def test_a_year_after_a_call_that_nobody_came_to_her_papers_go_with_her_name(paper_id, storage):
    assert erase_by_rule(YEAR_LATER) == 1

    assert_gone(storage, YEAR_LATER)


def test_a_day_earlier_they_are_there(paper_id, storage):
    erase_by_rule(YEAR_LATER - timedelta(days=2))

    assert the_paper().removed_at is None


def test_the_command_erases_them(app, paper_id, appointment_id, storage):
    cancel(appointment_id, None, NOW)
    reference = db.session.get_one(Appointment, appointment_id).reference

    assert app.test_cli_runner().invoke(args=["erase", reference]).exit_code == 0

    assert the_paper().file_name == ""
    assert the_paper().removed_at is not None


def test_who_asks_for_it_has_them_erased(world, paper_id, appointment_id, storage):
    cancel(appointment_id, None, NOW)

    people = find(db.session(), world.office_id, AINAS, None).people
    erase_person(world.office_id, AINAS, None, [one.id for one in people], "Per correu", member("coordinator"), NOW)

    assert_gone(storage, NOW)


def test_papers_that_arrived_while_somebody_erased_the_person_go_at_night(paper_id, appointment_id, storage):
    with writing() as session:
        session.get_one(Appointment, appointment_id).person.erased_at = NOW

    assert erase_by_rule(NOW) == 0

    assert_gone(storage, NOW)


def test_they_are_given_to_whoever_asks_what_is_kept(didac, paper_id):
    didac.submit("/coordinacio/persones", button="Busca", contact=AINAS)

    with given_out(didac) as (archive, data):
        assert archive.read("documents/001 factura de l'Aina.pdf") == PDF
        assert [one["file_name"] for one in data["documents"]] == ["factura de l'Aina.pdf"]
