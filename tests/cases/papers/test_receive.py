"""Handing papers in: what is kept, what is noticed, what is promised, and what is refused."""

import hashlib
import io
from datetime import timedelta
from re import fullmatch

import pytest
from sqlalchemy import func, select

from booking.attend.close_call import Ending
from booking.cancel import cancel
from booking.models import AppointmentEvent
from cases.end_call import end_call
from cases.errors import CaseDestroyed
from cases.models import Case, CaseEvent, CaseLetter, Document, Submission
from cases.papers import place as place_module
from cases.papers.errors import CaseClosed, CaseFull, TooManyFiles
from cases.papers.inspect import Incoming
from cases.papers.place import Place
from cases.papers.read_papers import papers_at
from cases.papers.receive import receive
from cases.papers.take_out import take_out
from database import db, writing
from storage import StorageProblem
from tests.support import papers
from tests.support.papers import delivery, file, pdf
from tests.support.staff import member
from tests.support.world import AINA, MADRID, NOW, at, book_for, open_slots


def hand_in(place, storage, *files, scanned=False, **values):
    return receive(place, delivery(*files, **values), storage, scanned, NOW)


def kept(storage):
    """Names of everything in the storage."""
    return set(storage.names(older_than=NOW + timedelta(days=30_000)))


def documents():
    return db.session.scalars(select(Document).order_by(Document.id)).all()


def content_of(storage, document):
    with storage.open(document.storage_name) as chunks:
        return b"".join(chunks)


def test_what_is_handed_in_is_kept_with_its_type_size_and_hash(place, storage):
    received = hand_in(place, storage, file("../Factura.PDF", papers.PDF), file("foto", papers.JPEG))

    invoice, photo = documents()
    assert received.accepted == 2
    assert received.receipt.startswith("R-")
    assert (invoice.file_name, invoice.media_type, invoice.kind) == ("Factura.PDF", "application/pdf", "invoice")
    assert (photo.file_name, photo.media_type, photo.size) == ("foto.jpg", "image/jpeg", len(papers.JPEG))
    assert invoice.sha256 == hashlib.sha256(papers.PDF).hexdigest()
    assert content_of(storage, invoice) == papers.PDF
    assert content_of(storage, photo) == papers.JPEG


def test_the_name_in_the_storage_tells_nothing(place, storage):
    hand_in(place, storage)

    (document,) = documents()
    assert kept(storage) == {document.storage_name}
    assert fullmatch("[0-9a-f]{32}", document.storage_name)
    assert document.storage_name not in document.sha256


def test_the_person_gets_a_receipt_by_mail_and_the_history_tells(place, storage, case):
    received = hand_in(place, storage)

    letter = db.session.scalars(select(CaseLetter)).one()
    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    submission = db.session.scalars(select(Submission)).one()
    assert (letter.kind, letter.submission_id) == ("documents_received", submission.id)
    assert (event.kind, event.actor, event.for_consumer) == ("documents_received", "consumer", True)
    assert event.details == {"receipt": received.receipt, "files": "1"}


@pytest.mark.parametrize(
    ("state", "by", "waits"),
    [("documents_required", "consumer", True), ("documents_required", 1, False), ("sent_to_company", "consumer", True)],
)
def test_what_the_person_sends_waits_to_be_looked_at(place, storage, case, state, by, waits):
    if by != "consumer":
        by = member("technician")
    with writing() as session:
        session.get_one(Case, case).state = state

    receive(place, delivery(file(), by=by), storage, False, NOW)

    read = db.session.get_one(Case, case, populate_existing=True)
    assert (read.state, read.papers_arrived_at) == (state, NOW if waits else None)


def test_what_staff_add_sends_no_letter(place, storage, case):
    clara = member("technician")

    hand_in(place, storage, by=clara)

    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert (event.kind, event.actor, event.for_consumer) == ("document_added", str(clara), False)
    assert db.session.scalar(select(func.count()).select_from(CaseLetter)) == 0


def test_a_form_that_is_sent_twice_hands_in_once(place, storage):
    first = hand_in(place, storage, once_key="form-1")
    again = hand_in(place, storage, file("another.pdf", pdf("another")), once_key="form-1")

    assert again.receipt == first.receipt
    assert len(documents()) == len(kept(storage)) == 1


def test_a_file_that_the_case_has_is_kept_once_and_said_so(place, storage):
    hand_in(place, storage, file("factura.pdf"))

    received = hand_in(place, storage, file("la mateixa.pdf"), file("una altra.pdf", pdf("another")))

    assert received.known == ("la mateixa.pdf",)
    assert received.accepted == 1
    assert [one.file_name for one in documents()] == ["factura.pdf", "una altra.pdf"]
    assert len(kept(storage)) == 2


def test_only_known_files_give_no_new_receipt(place, storage):
    hand_in(place, storage)

    assert hand_in(place, storage).receipt is None
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_one_file_chosen_twice_is_kept_once(place, storage):
    assert hand_in(place, storage, file("a.pdf"), file("b.pdf")).accepted == 1


def test_a_file_that_was_taken_out_can_be_handed_in_again(place, storage, case):
    hand_in(place, storage)
    take_out(case, documents()[0].id, "és d'un altre", storage, member("technician"), NOW)

    assert hand_in(place, storage).accepted == 1


def test_the_same_file_in_another_case_is_no_duplicate(place, storage, world):
    from tests.support.cases import case_of

    hand_in(place, storage)
    with writing() as session:
        other = case_of(session, world).id

    assert hand_in(Place(case_id=other), storage).accepted == 1


def test_what_cannot_be_accepted_is_refused_by_itself(place, storage):
    received = hand_in(place, storage, file("bo.pdf"), file("C:\\dolent.pdf", b"MZ" + b"\x00" * 100))

    assert received.accepted == 1
    assert [(one.name, one.reason) for one in received.refused] == [("dolent.pdf", "program")]


def test_two_hundred_files_are_refused_before_anything_is_kept(place, storage):
    with pytest.raises(TooManyFiles):
        hand_in(place, storage, *(file(f"{number}.pdf", pdf(str(number))) for number in range(200)))

    assert documents() == []
    assert kept(storage) == set()


def test_a_case_takes_so_many_files_and_no_more(place, storage, monkeypatch):
    monkeypatch.setattr(place_module, "FILES_PER_CASE", 3)
    hand_in(place, storage, file("1.pdf", pdf("1")), file("2.pdf", pdf("2")))

    with pytest.raises(CaseFull):
        hand_in(place, storage, file("3.pdf", pdf("3")), file("4.pdf", pdf("4")))

    assert len(documents()) == len(kept(storage)) == 2
    assert hand_in(place, storage, file("3.pdf", pdf("3"))).accepted == 1


def test_a_case_takes_so_many_bytes_and_no_more(place, storage, monkeypatch):
    monkeypatch.setattr(place_module, "BYTES_PER_CASE", 3_000)

    with pytest.raises(CaseFull):
        hand_in(place, storage, file("1.pdf", pdf("1", 2_000)), file("2.pdf", pdf("2", 2_000)))


def test_after_the_end_the_person_hands_in_nothing_and_staff_may(place, storage, case):
    with writing() as session:
        session.get_one(Case, case).closed_at = NOW

    with pytest.raises(CaseClosed):
        hand_in(place, storage)

    assert kept(storage) == set()
    assert hand_in(place, storage, by=member("technician")).accepted == 1


def test_a_destroyed_case_takes_nothing(place, storage, case):
    with writing() as session:
        session.get_one(Case, case).destroyed_at = NOW

    with pytest.raises(CaseDestroyed):
        hand_in(place, storage)

    assert kept(storage) == set()


def test_a_storage_that_fails_halfway_leaves_nothing_behind(place, storage):
    class Failing(io.BytesIO):
        def read(self, *size):
            if self.broken:
                raise OSError(28, "No space left on device")
            self.broken = self.tell() == len(self.getvalue())
            return super().read(*size)

        broken = False

    broken = Failing(pdf("broken"))

    class Full:
        def __getattr__(self, name):
            return getattr(storage, name)

        def put(self, name, stream):
            if stream is broken:
                raise StorageProblem("folder_unwritable", "the disk is full", retryable=True)
            storage.put(name, stream)

    with pytest.raises(StorageProblem):
        hand_in(place, Full(), file("1.pdf"), Incoming("2.pdf", broken))

    assert documents() == []
    assert kept(storage) == set()


@pytest.fixture
def appointment(world):
    """Aina's appointment of Tuesday at ten, for which there is no case yet."""
    (slot_id,) = open_slots(world, at(24, "10:00"))
    return book_for(AINA, world, slot_id).appointment_id


def test_papers_for_an_appointment_go_over_to_its_case(app, appointment, storage):
    place = Place(appointment_id=appointment)
    received = hand_in(place, storage)

    end_call(appointment, Ending("attended", "open_case"), None, at(24, "10:40"), MADRID)

    case = db.session.scalars(select(Case)).one()
    (paper,) = papers_at(db.session(), Place(case_id=case.id))
    assert paper.submission.reference == received.receipt
    assert papers_at(db.session(), place) == []
    assert "documents_received" in db.session.scalars(select(AppointmentEvent.kind)).all()


def test_papers_for_an_appointment_that_has_a_case_by_now_go_to_the_case(app, appointment, storage):
    place = Place(appointment_id=appointment)
    hand_in(place, storage)
    end_call(appointment, Ending("attended", "open_case"), None, at(24, "10:40"), MADRID)

    received = hand_in(place, storage, file("la mateixa.pdf"), file("nova.pdf", pdf("new")))

    case = db.session.scalars(select(Case)).one()
    assert received.known == ("la mateixa.pdf",)
    assert len(papers_at(db.session(), Place(case_id=case.id))) == 2


def test_a_cancelled_appointment_takes_nothing(app, appointment, storage):
    cancel(appointment, None, NOW)

    with pytest.raises(CaseClosed):
        hand_in(Place(appointment_id=appointment), storage)
