"""A person hands in papers from their pages, before there is a case and after."""

import hashlib
import io

import pytest
from sqlalchemy import select

from booking.attend.close_call import Ending
from booking.cancel import cancel
from cases.end_call import end_call
from cases.links import current_token
from cases.models import Case, Document, Requirement
from cases.papers.place import Place
from cases.papers.receive import receive
from database import db, writing
from tests.support import papers
from tests.support.browser_client import Browser
from tests.support.cases import case_of
from tests.support.papers import delivery, file, pdf
from tests.support.staff import member
from tests.support.world import AINA, BERNAT, MADRID, NOW, at, book_for, open_slots


@pytest.fixture
def url(case):
    """Aina's page of documents."""
    return f"/e/{current_token(db.session(), case)}/documents"


def chosen(name="factura.pdf", content=papers.PDF):
    """A file, as a browser sends it."""
    return io.BytesIO(content), name


def prove(browser, url):
    browser.submit(url.removesuffix("/documents"), surname="Roc")


def stored():
    db.session.expire_all()
    return db.session.scalars(select(Document).order_by(Document.id)).all()


def test_papers_are_handed_in_and_the_receipt_has_number_time_and_hashes(browser, url):
    page = browser.submit(url, form="upload", files=[chosen(), chosen("foto.jpg", papers.JPEG)], kind="invoice")

    assert page.status_code == 200
    assert page.title.startswith("Hem rebut 2 documents")
    for document in stored():
        assert document.sha256 in page.text
        assert document.file_name in page.text
    assert hashlib.sha256(papers.PDF).hexdigest() in page.text
    assert "R-" in page.text


def test_the_page_says_what_helps_and_why(browser, url):
    page = browser.get(url)

    assert "Reclamació feta a l'empresa" in page.text
    assert "Abans de mediar" in page.text
    assert "PDF, fotos" in page.text


def test_what_was_formally_asked_for_comes_first(browser, url, case):
    asked = Requirement(case_id=case, document_kinds=["bank_statement"], notified_by="paper", asked_at=NOW,
                        asked_by=member("technician"))  # fmt: skip
    with writing() as session:
        session.add(asked)

    page = browser.get(url)

    assert "Te l'hem demanat" in page.text
    assert page.text.index("Extracte del banc") < page.text.index("Reclamació feta a l'empresa")


def test_what_is_there_is_marked_in_the_list(browser, url):
    browser.submit(url, form="upload", files=[chosen()], kind="invoice")

    assert "Ja el tenim" in browser.get(url).text


def test_names_and_downloads_come_after_the_second_check(browser, url):
    browser.submit(url, form="upload", files=[chosen("factura de la nevera.pdf")], kind="invoice")
    before = browser.get(url)

    prove(browser, url)
    after = browser.get(url)

    assert "nevera" not in before.text
    assert "Factura o rebut" in before.text
    assert "nevera" in after.text
    download = browser.client.get(after.link("factura de la nevera.pdf").href)
    assert download.data == papers.PDF


def test_without_the_second_check_a_download_leads_to_it(browser, url, case):
    browser.submit(url, form="upload", files=[chosen()])

    answer = browser.send("GET", f"{url}/{stored()[0].reference}")

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(url.removesuffix("/documents"))


def test_a_download_is_something_to_save_and_nothing_to_show(browser, url):
    browser.submit(url, form="upload", files=[chosen("informe més gran.pdf")])
    prove(browser, url)

    answer = browser.client.get(f"{url}/{stored()[0].reference}")

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"informe mes gran.pdf\"; filename*=UTF-8''informe%20m%C3%A9s%20gran.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(papers.PDF))
    assert answer.mimetype == "application/pdf"


def test_the_receipt_shows_names_to_the_browser_that_sent_them_only(app, browser, url):
    receipt = browser.submit(url, form="upload", files=[chosen("factura de la nevera.pdf")])

    other = Browser(app).get(receipt.url)

    assert "nevera" in receipt.text
    assert "nevera" not in other.text
    assert stored()[0].sha256 in other.text


def test_a_link_to_another_case_opens_none_of_this_ones_papers(app, browser, url, world):
    browser.submit(url, form="upload", files=[chosen()])
    with writing() as session:
        other = case_of(session, world, BERNAT)
        token = current_token(session, other.id)
    bernat = Browser(app)
    bernat.submit(f"/e/{token}", surname="Vil")

    assert bernat.get(f"/e/{token}/documents/{stored()[0].reference}").status_code == 404
    receipt = browser.page.url.rpartition("/")[2]
    assert bernat.get(f"/e/{token}/rebuts/{receipt}").status_code == 404


def test_what_the_office_added_is_named_by_kind_and_not_given_out(browser, url, case, storage):
    didac = member("technician")
    receive(Place(case_id=case), delivery(file("carta.pdf"), kind="letter", by=didac), storage, False, NOW)
    prove(browser, url)

    page = browser.get(url)

    assert "L'oficina hi ha afegit" in page.text
    assert "Carta" in page.text
    assert "carta.pdf" not in page.text
    assert browser.get(f"{url}/{stored()[0].reference}").status_code == 404


def test_good_files_are_kept_beside_bad_ones_and_each_is_said(browser, url):
    page = browser.submit(url, form="upload", files=[chosen(), chosen("programa.exe", b"MZ" + b"\x00" * 99)])

    assert page.status_code == 200
    assert "Hem rebut 1 document" in page.text
    assert "«programa.exe» és un programa" in page.text
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "és buit"),
        (b"MZ" + b"\x00" * 99, "és un programa"),
        (papers.PDF + papers.docx(), "conté dues coses"),
        (b"text", "no és cap dels tipus"),
        (papers.docx("word/x.xml", content=b"\x00" * 30_000_000), "està comprimit"),
    ],
    ids=["empty", "program", "two things", "wrong type", "bomb"],
)
def test_a_file_that_is_not_accepted_is_said_why(browser, url, content, said):
    page = browser.submit(url, form="upload", files=[chosen("fitxer.pdf", content)])

    assert page.status_code == 422
    assert f"«fitxer.pdf» {said}" in page.text
    assert stored() == []


def test_a_name_with_path_and_deceiving_marks_is_shown_clean(browser, url):
    page = browser.submit(url, form="upload", files=[chosen("..\\..\\fac\u202etura.pdf")])

    assert "factura.pdf" in page.text
    assert stored()[0].file_name == "factura.pdf"


def test_a_file_that_is_there_already_is_said_kindly(browser, url):
    browser.submit(url, form="upload", files=[chosen()])

    page = browser.submit(url, form="upload", files=[chosen("la mateixa.pdf")])

    assert page.status_code == 200
    assert "Ja el teníem" in page.text
    assert len(stored()) == 1


def test_no_file_chosen_is_said_at_the_field(browser, url):
    page = browser.submit(url, form="upload")

    assert page.status_code == 422
    assert "Tria almenys un fitxer" in page.text


def test_two_hundred_files_are_too_many(browser, url):
    page = browser.submit(
        url, form="upload", files=[chosen(f"{number}.pdf", pdf(str(number))) for number in range(200)]
    )

    assert page.status_code == 422
    assert "Són massa fitxers" in page.text
    assert stored() == []


def test_a_form_sent_again_leads_to_the_same_receipt(browser, url):
    browser.get(url)
    form = browser.page.form("upload", None, {})
    data = {field.name: field.sent for field in form.fields.values()} | {"kind": "invoice"}

    first = browser.post(url, data | {"files": [chosen()]})
    again = browser.post(url, data | {"files": [chosen()]})

    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    assert len(stored()) == 1


def test_without_the_forms_token_nothing_is_taken(browser, url):
    browser.get(url)

    assert browser.submit(form="upload", files=[chosen()], forged={"csrf_token": None}).status_code == 400
    assert stored() == []


def test_after_the_end_of_the_case_nothing_more_is_taken(browser, url, case):
    browser.get(url)
    with writing() as session:
        session.get_one(Case, case).closed_at = NOW

    page = browser.submit(form="upload", files=[chosen()])

    assert page.status_code == 409
    assert "ja és tancat" in page.text
    assert "upload" not in {form.id for form in browser.get(url).forms}


def test_a_kind_that_is_not_offered_is_refused(browser, url):
    browser.get(url)

    assert browser.submit(form="upload", files=[chosen()], forged={"kind": "identity"}).status_code == 422


@pytest.fixture
def booked(world):
    """Aina's appointment of Tuesday at ten, for which there is no case yet."""
    (slot_id,) = open_slots(world, at(24, "10:00"))
    return book_for(AINA, world, slot_id)


def test_before_the_call_papers_can_be_sent_from_the_page_of_the_appointment(browser, booked):
    page = browser.submit(f"/c/{booked.token}/documents", form="upload", files=[chosen()])

    assert "Hem rebut 1 document" in page.title
    page = browser.get(f"/c/{booked.token}/documents")
    assert "Ens has enviat: Un altre document" in page.text
    assert "factura.pdf" not in page.text


def test_once_there_is_a_case_the_appointments_page_leads_to_its_papers(browser, booked):
    receipt = browser.submit(f"/c/{booked.token}/documents", form="upload", files=[chosen()]).url
    end_call(booked.appointment_id, Ending("attended", "open_case"), None, at(24, "10:40"), MADRID)

    page = browser.get(f"/c/{booked.token}/documents")

    assert "/e/" in page.url
    assert browser.get(receipt).status_code == 200


def test_for_a_cancelled_appointment_nothing_is_wanted(browser, booked):
    cancel(booked.appointment_id, None, NOW)

    page = browser.get(f"/c/{booked.token}/documents")

    assert "Ara no cal enviar res" in page.text
    assert "upload" not in {form.id for form in page.forms}
