"""Staff hand in papers, open them, say what they are and take them out; each look is on record."""

import io

import pytest
from sqlalchemy import select

from cases.hold import hold
from cases.mediation import give_access
from cases.models import Case, CaseEvent, Document
from cases.papers.receive import receive
from database import db, writing
from staff.models import AuditEntry
from tests.support import papers
from tests.support.cases import case_of
from tests.support.papers import delivery, file, pdf
from tests.support.staff import browser_with, member, session_of, signed_in
from tests.support.world import BERNAT, NOW

URL = "/expedients/{}/documents"


@pytest.fixture
def clara(app, world):
    return member("technician", name="Clara", office_id=world.office_id)


@pytest.fixture
def browser(app, clara):
    return browser_with(app, session_of(clara))


@pytest.fixture
def url(case):
    return URL.format(db.session.get_one(Case, case).reference)


@pytest.fixture
def document(place, storage):
    """What Aina handed in."""
    receive(place, delivery(file("factura de març.pdf")), storage, False, NOW)
    return db.session.scalars(select(Document)).one()


def chosen(name="resposta.pdf", content=papers.PDF):
    return io.BytesIO(content), name


def actions():
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_papers_are_added_several_at_once_from_the_file(browser, url, clara):
    page = browser.submit(url, form="upload", files=[chosen(), chosen("f.jpg", papers.JPEG)], kind="reply")

    assert page.url.endswith(url.removesuffix("/documents"))
    assert "resposta.pdf" in page.text
    assert {one.kind for one in db.session.scalars(select(Document))} == {"reply"}
    assert "case_document_added" in actions()


def test_the_list_says_kind_size_who_and_how_it_stands(browser, url, document):
    page = browser.get(url)

    assert "factura de març.pdf" in page.text
    assert "Factura o rebut" in page.text
    assert "la persona" in page.text
    assert "Encara falta: Reclamació feta a l'empresa" in page.text
    assert "cap antivirus" in page.text


def test_opening_a_paper_is_on_record(browser, url, document, clara):
    answer = browser.client.get(f"{url}/{document.reference}")

    assert answer.data == papers.PDF
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="factura de marc.pdf"')
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.member_id, entry.subject_id) == ("case_document_opened", clara, str(document.id))


def test_looking_at_the_papers_is_on_record(browser, url, document):
    browser.get(url)
    browser.get(f"{url}/{document.reference}/canvia")

    assert actions().count("case_seen") == 2


def test_a_paper_that_is_being_checked_is_opened_by_nobody(browser, url, document):
    with writing() as session:
        session.get_one(Document, document.id).scan = "checking"

    assert "L'antivirus l'està revisant" in browser.get(url).text
    assert browser.get(f"{url}/{document.reference}").status_code == 409
    assert "case_document_opened" not in actions()


def test_a_paper_of_another_case_is_not_there(browser, url, document, world):
    with writing() as session:
        other = case_of(session, world, BERNAT).reference

    assert browser.get(f"{URL.format(other)}/{document.reference}").status_code == 404


def test_staff_of_another_office_find_nothing(app, url, document):
    assert signed_in(app, "technician").get(f"{url}/{document.reference}").status_code == 404


def test_whoever_may_only_look_at_files_sees_no_papers(app, world, url, document):
    viewer = signed_in(app, "viewer", office_id=world.office_id)

    assert viewer.get(f"{url}/{document.reference}").status_code == 403
    assert "factura de març.pdf" not in viewer.get(url.removesuffix("/documents")).text


def test_a_paper_is_said_to_be_something_else(browser, url, document):
    browser.submit(f"{url}/{document.reference}/canvia", form="kind-form", kind="bank_statement")

    db.session.expire_all()
    assert document.kind == "bank_statement"
    assert db.session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id.desc())).first() == "document_rekinded"


def test_taking_out_wants_a_reason(browser, url, document, storage):
    page = browser.submit(f"{url}/{document.reference}/canvia", form="take-out-form")

    assert page.status_code == 422
    assert "Escriu per què es retira" in page.text
    assert storage.exists(document.storage_name)


def test_a_paper_that_is_taken_out_leaves_its_line_and_the_reason(browser, url, document, storage):
    page = browser.submit(f"{url}/{document.reference}/canvia", form="take-out-form", reason="és d'una altra persona")

    assert "Retirat" in page.text
    assert "és d'una altra persona" in page.text
    assert not storage.exists(document.storage_name)
    assert browser.get(f"{url}/{document.reference}").status_code == 409


def test_under_legal_hold_nothing_is_taken_out(browser, url, document, case, clara):
    hold(case, "recurs", clara, NOW)

    page = browser.submit(f"{url}/{document.reference}/canvia", form="take-out-form", reason="per error")

    assert page.status_code == 409
    assert "no se'n pot retirar res" in page.text


@pytest.fixture
def secret(place, storage, clara):
    """A paper of the mediation."""
    receive(place, delivery(file("proposta.pdf", pdf("proposal")), by=clara), storage, False, NOW)
    with writing() as session:
        document = session.scalars(select(Document)).one()
        document.of_mediation = True
        return document


def test_papers_of_the_mediation_are_for_those_with_access(browser, url, case, secret, clara):
    assert "proposta.pdf" not in browser.get(url).text
    assert "Hi ha 1 document de la mediació que no pots veure" in browser.page.text
    assert browser.get(f"{url}/{secret.reference}").status_code == 404

    give_access(case, clara, clara, NOW)

    assert "proposta.pdf" in browser.get(url).text
    assert browser.client.get(f"{url}/{secret.reference}").status_code == 200


def test_whoever_has_access_says_that_a_paper_is_of_the_mediation(browser, url, case, document, clara):
    give_access(case, clara, clara, NOW)

    browser.submit(f"{url}/{document.reference}/canvia", form="kind-form", of_mediation=True)

    db.session.expire_all()
    assert document.of_mediation


def test_without_access_nobody_takes_a_paper_into_the_mediation(browser, url, document):
    browser.submit(f"{url}/{document.reference}/canvia", form="kind-form", forged={"of_mediation": "y"})

    db.session.expire_all()
    assert not document.of_mediation


def test_what_is_not_accepted_is_said_and_the_rest_is_kept(browser, url):
    page = browser.submit(url, form="upload", files=[chosen(), chosen("virus.exe", b"MZ" + b"\x00" * 80)])

    assert page.status_code == 200
    assert "S'ha desat 1 document" in page.text
    assert "«virus.exe» és un programa" in page.text


def test_without_the_forms_token_nothing_is_taken(browser, url):
    browser.get(url)

    assert browser.submit(form="upload", files=[chosen()], forged={"csrf_token": None}).status_code == 400
    assert db.session.scalars(select(Document)).all() == []
