"""Papers in a real browser: sent from a phone and from a desk, with and without JavaScript, dark; and seen by staff."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cases.links import current_token
from cases.models import Case, Document
from cases.papers.place import Place
from database import db, writing
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_path, look_sized
from tests.support import papers
from tests.support.cases import case_of
from tests.support.papers import paper_row
from tests.support.settings import settings_for
from tests.support.staff import member, session_of
from tests.support.world import build_world


@pytest.fixture
def settings(database_url, address, tmp_path):
    return settings_for(
        database_url,
        PUBLIC_URL=address,
        MAIL_URL=f"file:{tmp_path / 'outbox'}",
        STORAGE_URL=f"file:{tmp_path / 'documents'}",
    )


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def case(world):
    with writing() as session:
        return case_of(session, world, now=datetime.now(UTC), sector_code="goods")


@pytest.fixture
def own_papers(case):
    token = current_token(db.session(), case.id)
    db.session.rollback()
    return f"/e/{token}/documents"


def chosen(name, content=papers.PDF):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_person_sends_papers_and_reads_what_became_of_them(own_papers, anybody):
    anybody.goto(own_papers)
    expect(anybody.get_by_text("Abans de mediar")).to_be_visible()
    look_sized(anybody, "own-papers")

    anybody.get_by_label("Fitxers").set_input_files([chosen("factura.pdf"), chosen("nevera.jpg", papers.JPEG)])
    anybody.get_by_label("Què és?").select_option(label="Factura o rebut")
    anybody.get_by_role("button", name="Envia els documents").click()
    expect(anybody.get_by_role("heading", name="Hem rebut 2 documents")).to_be_visible()
    expect(anybody.get_by_text("nevera.jpg")).to_be_visible()
    look_sized(anybody, "own-receipt")

    anybody.goto(own_papers)
    anybody.get_by_label("Fitxers").set_input_files([chosen("factura.pdf"), chosen("carta.pdf", b"text")])
    anybody.get_by_role("button", name="Envia els documents").click()
    expect(anybody.locator(".error-summary").get_by_text("«carta.pdf» no és cap dels tipus")).to_be_visible()
    look_sized(anybody, "own-papers-refused")

    anybody.goto(own_papers.removesuffix("/documents"))
    anybody.get_by_label("Les tres primeres lletres del teu cognom").fill("roc")
    anybody.get_by_role("button", name="Ensenya'm les dades").click()
    anybody.goto(own_papers)
    with anybody.expect_download() as download:
        anybody.get_by_role("link", name="factura.pdf").click()
    assert download.value.suggested_filename == "factura.pdf"
    look_sized(anybody, "own-papers-proven")


def test_what_is_too_large_is_said_before_it_is_sent(own_papers, page):
    page.goto(own_papers)
    page.get_by_label("Fitxers").set_input_files([chosen("video.pdf", b"x" * (10 * 1024 * 1024 + 1))])

    page.get_by_role("button", name="Envia els documents").click()

    expect(page.get_by_role("status")).to_have_text("«video.pdf» fa més de 10 MB")
    expect_path(page, own_papers)
    assert db.session.scalars(select(Document)).all() == []


def test_a_screen_of_360_points_holds_everything(own_papers, open_browser):
    page = open_browser()
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(own_papers)
    look_sized(page, "own-papers")


def test_staff_add_papers_and_tell_them_apart(case, world, anybody, site):
    with writing() as session:
        place, now = Place(case_id=case.id), datetime.now(UTC)
        paper_row(session, place, now, file_name="contracte de la nevera.pdf", kind="contract", scan="clean")
        paper_row(session, place, now, file_name="foto.jpg", kind="photo", scan="checking", sha256="1")
        paper_row(session, place, now, file_name="oferta.pdf", scan="infected", removed_at=now, removed_because="Eicar")
        paper_row(session, place, now, file_name="altra.pdf", removed_at=now, removed_because="és d'un altre")
        reference = session.get_one(Case, case.id).reference
    token = session_of(member("technician", office_id=world.office_id))
    anybody.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])

    anybody.goto(f"/expedients/{reference}/documents")
    look_sized(anybody, "papers")

    anybody.get_by_role("link", name="Canvia o retira contracte de la nevera.pdf").click()
    look_sized(anybody, "paper")
    anybody.get_by_label("Què és?").select_option(label="Publicitat o oferta")
    anybody.get_by_role("button", name="Desa", exact=True).click()
    expect(anybody.get_by_text("Publicitat o oferta").first).to_be_visible()

    anybody.locator("summary", has_text="Afegeix documents").click()
    anybody.get_by_label("Fitxers").set_input_files([chosen("resposta.pdf", papers.pdf("reply"))])
    anybody.get_by_role("button", name="Envia els documents").click()
    expect(anybody.get_by_role("link", name="resposta.pdf", exact=True)).to_be_visible()
    look_sized(anybody, "file-with-papers")
