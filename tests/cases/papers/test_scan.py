"""The scanner looks into documents; until it has answered nobody opens one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from antivirus import scanner_for
from booking.models import AppointmentEvent
from cases.models import CaseEvent, CaseLetter, Document
from cases.papers.errors import PaperGone, StillChecking
from cases.papers.open_paper import check_openable
from cases.papers.place import Place
from cases.papers.receive import receive
from cases.papers.scan import resume_scans, scan_document
from cases.papers.take_out import take_out
from database import db
from tests.support.clamd import EICAR, scanner_stand_in
from tests.support.papers import PDF, delivery, file, pdf
from tests.support.staff import member
from tests.support.world import AINA, NOW, at, book_for, open_slots

MINUTE = timedelta(minutes=1)


@pytest.fixture
def stand_in():
    with scanner_stand_in() as known:
        yield known


@pytest.fixture
def scanner(stand_in):
    return scanner_for(stand_in.url)


def handed_in(place, storage, content=PDF, by="consumer", scanned=True):
    receive(place, delivery(file(content=content), by=by), storage, scanned, NOW)
    return the_document().id


def the_document():
    db.session.expire_all()
    return db.session.scalars(select(Document)).one()


def scan(document_id, storage, scanner, now=NOW):
    scan_document(document_id, storage, scanner, lambda: now)


def test_a_new_document_is_checking_until_the_scanner_has_answered(place, storage, scanner):
    document_id = handed_in(place, storage)
    with pytest.raises(StillChecking):
        check_openable(the_document())

    scan(document_id, storage, scanner)

    check_openable(the_document())
    assert (the_document().scan, the_document().scanned_at, the_document().next_scan_at) == ("clean", NOW, None)


def test_an_infected_document_is_deleted_and_its_line_stays(place, storage, scanner):
    document_id = handed_in(place, storage, pdf(EICAR.decode()))

    scan(document_id, storage, scanner)

    document = the_document()
    assert (document.scan, document.removed_because, document.removed_at) == ("infected", "Eicar-Test-Signature", NOW)
    assert not storage.exists(document.storage_name)
    with pytest.raises(PaperGone):
        check_openable(document)


def test_the_person_is_told_of_it(place, storage, scanner):
    scan(handed_in(place, storage, pdf(EICAR.decode())), storage, scanner)

    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    letters = db.session.scalars(select(CaseLetter.kind).order_by(CaseLetter.id)).all()
    assert (event.kind, event.for_consumer) == ("document_infected", True)
    assert letters == ["documents_received", "case_changed"]


def test_of_what_staff_added_only_staff_are_told(place, storage, scanner):
    scan(handed_in(place, storage, pdf(EICAR.decode()), by=member("technician")), storage, scanner)

    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert (event.kind, event.for_consumer) == ("document_infected", False)
    assert db.session.scalars(select(CaseLetter)).all() == []


def test_before_there_is_a_case_the_appointment_tells(app, world, storage, scanner):
    (slot_id,) = open_slots(world, at(24, "10:00"))
    place = Place(appointment_id=book_for(AINA, world, slot_id).appointment_id)

    scan(handed_in(place, storage, pdf(EICAR.decode())), storage, scanner)

    assert the_document().scan == "infected"
    assert "document_infected" in db.session.scalars(select(AppointmentEvent.kind)).all()


def test_a_scanner_that_is_away_is_asked_again_a_minute_later(place, storage, scanner, stand_in):
    document_id = handed_in(place, storage)
    stand_in.hangs_up = True
    scan(document_id, storage, scanner)
    assert (the_document().scan, the_document().next_scan_at) == ("checking", NOW + MINUTE)

    stand_in.hangs_up = False
    scan(document_id, storage, scanner, NOW)  # too early: nothing happens
    assert the_document().scan == "checking"
    assert resume_scans(NOW + MINUTE, has_scanner=True) == 1
    scan(document_id, storage, scanner, NOW + MINUTE)

    assert the_document().scan == "clean"


def test_a_document_whose_bytes_are_not_there_is_not_called_clean(place, storage, scanner):
    document_id = handed_in(place, storage)
    storage.delete(the_document().storage_name)

    scan(document_id, storage, scanner)

    assert the_document().scan == "checking"


def test_a_look_that_was_cut_off_is_begun_again(place, storage):
    class Killed:
        def scan(self, chunks):
            raise KeyboardInterrupt

    document_id = handed_in(place, storage)
    with pytest.raises(KeyboardInterrupt):
        scan(document_id, storage, Killed())

    assert resume_scans(NOW + MINUTE, has_scanner=True) == 0
    assert resume_scans(NOW + 5 * MINUTE, has_scanner=True) == 1


def test_a_document_taken_out_meanwhile_is_left_alone(place, case, storage, scanner, stand_in):
    document_id = handed_in(place, storage)
    take_out(case, document_id, "per error", storage, member("technician"), NOW)

    scan(document_id, storage, scanner)

    assert stand_in.streams == []
    assert resume_scans(NOW + MINUTE, has_scanner=True) == 0


def test_without_a_scanner_documents_can_be_opened_unscanned(place, storage):
    handed_in(place, storage, scanned=False)

    check_openable(the_document())
    assert the_document().scan == "unscanned"


def test_a_scanner_that_is_set_up_later_looks_into_what_was_there(place, storage, scanner):
    document_id = handed_in(place, storage, scanned=False)

    assert resume_scans(NOW, has_scanner=True) == 1
    check_openable(the_document())  # it could be opened before, and can be until there is an answer
    scan(document_id, storage, scanner)

    assert the_document().scan == "clean"


def test_without_the_scanner_they_waited_for_documents_are_let_go_unscanned(place, storage):
    handed_in(place, storage)

    resume_scans(NOW, has_scanner=False)

    assert (the_document().scan, the_document().next_scan_at) == ("unscanned", None)
