"""A complaint from the call to its end, by both who live through it: a technician at work and Aina on her telephone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import select

from booking.arrive import arrive
from booking.book import Guest
from booking.models import Appointment, Meeting
from cases.links import current_token
from cases.models import Case, CaseAppointment, CaseLetter, Deadline, Document
from database import db, writing
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_page, look, press
from tests.browser.test_keyboard import tab_to
from tests.support.holidays import load_holidays
from tests.support.screen import WAYS
from tests.support.settings import settings_for
from tests.support.staff import member, session_of
from tests.support.world import NOW, at, book_for, build_world, open_slots

pytestmark = pytest.mark.slow

AINA = Guest(
    name="Aina Roca",
    email="aina@example.org",
    phone="+34612345678",
    language="ca",
    matter="M'han cobrat dues vegades la mateixa factura i no em volen tornar els diners.",
    company="la companyia de la llum",
)
ASKED = "Ens falten la factura cobrada dues vegades i el correu en què vas reclamar."


@pytest.fixture
def settings(database_url, address, tmp_path):
    """Papers lie in a folder of this test."""
    places = {name: f"file:{tmp_path / name}" for name in ("outbox", "documents")}
    return settings_for(database_url, PUBLIC_URL=address, MAIL_URL=places["outbox"], STORAGE_URL=places["documents"])


@dataclass
class Office:
    """Clara's id, Aina's appointment, and what came of it."""

    clara: int
    appointment_id: int
    site: str

    def sit_down(self, page: Page) -> Page:
        """Clara is signed in, in this browser; again each day."""
        page.context.add_cookies([{"name": COOKIE, "value": session_of(self.clara), "url": self.site}])
        return page

    @property
    def call(self) -> str:
        db.session.rollback()
        return db.session.get_one(Appointment, self.appointment_id).reference

    @property
    def case(self) -> Case:
        """The only one that the call has."""
        db.session.rollback()
        joined = CaseAppointment.appointment_id == self.appointment_id
        return db.session.scalars(select(Case).join(CaseAppointment).where(joined)).one()

    @property
    def file(self) -> str:
        return f"/expedients/{self.case.reference}"

    @property
    def own_page(self) -> str:
        return f"/e/{current_token(db.session(), self.case.id)}"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def office(app, site, clock):
    """Tuesday at the hour of the call, which Aina has joined already."""
    world = build_world()
    load_holidays(2025, 2026, 2027)
    booked = book_for(AINA, world, open_slots(world, at(24, "15:30"))[0]).appointment_id
    with writing() as session:
        session.scalars(select(Meeting)).one().join_url = f"{site}/prova"
    clara = member("technician", name="Clara Soler", office_id=world.office_id, technician_id=world.technicians[0])
    clock.move_to(at(24, "15:32"))
    arrive(booked, at(24, "15:28"))
    return Office(clara, booked, site)


@pytest.fixture
def way(request):
    return request.node.callspec.params["anybody"]


@pytest.fixture
def aina(open_browser, way):
    """Aina with her telephone."""
    return open_browser("phone", javascript=WAYS[way].get("javascript", True))


@pytest.fixture
def papers(open_browser, tmp_path) -> list[Path]:
    """A photo and a PDF as real programs make them, with names as people give them."""
    printer = open_browser("desktop")
    printer.set_content("<!doctype html><html lang=ca><title>Factura</title><h1>Factura 2026-889</h1><p>58,35 €")
    photo, letter = tmp_path / "Factura cobrada 2 cops.jpg", tmp_path / "reclamació de l'Aina.pdf"
    printer.screenshot(path=photo, type="jpeg")
    letter.write_bytes(printer.pdf())
    return [photo, letter]


def open_part(page, part):
    """Unfold the form of a part of the file."""
    found = page.locator(f"#{part}")
    found.locator(".edit > summary").click()
    return found


def save(part):
    with part.page.expect_navigation():
        part.get_by_role("button", name="Desa", exact=True).click()


def step(page, name):
    """Press the main step of a case, or one that is folded."""
    others = page.locator(".state-steps > summary")
    if not page.locator(".state-main").get_by_text(name, exact=True).count():
        others.click()
    press(page, name)


def attend(page, office, way):
    """From the agenda into the notes, and to the end of the call."""
    page.goto("/agenda")
    expect(page.locator(".next-call")).to_contain_text("Ja espera des de les 15:28")
    with page.expect_navigation():
        page.locator(".next-call").get_by_role("link", name="Aina Roca").click()
    expect_page(page, f"Cita {office.call}")
    press(page, "Notes de la trucada")
    for label, words in (
        ("Què ha passat", "Li van cobrar 58,35 € el 3 i el 5 de setembre."),
        ("Què demana", "Que li tornin els 58,35 €."),
        ("Què ha fet l'empresa", "Diu que ja ho mirarà."),
    ):
        block = page.locator(".note-block").filter(has=page.get_by_label(label, exact=True))
        block.get_by_label(label, exact=True).fill(words)
        block.get_by_role("button").click()
        expect(block.locator(".saved")).to_contain_text("Desat 15:")
    page.get_by_label("L'hem atesa").check()
    look(page, f"journey-01-notes-{way}")
    press(page, "Acaba")
    expect_page(page, "Avui, dimarts 24 de novembre")


def open_the_file(page, office, way):
    """The case is there, with what was said; nobody has typed it again."""
    with page.expect_navigation():
        page.get_by_role("link", name="Aina Roca").first.click()
    with page.expect_navigation():
        page.locator(".own-case a").click()
    expect_page(page, "Expedient 2026/0000001")
    expect(page.locator("#facts")).to_contain_text("M'han cobrat dues vegades la mateixa factura")
    expect(page.locator("#facts")).to_contain_text("Li van cobrar 58,35 € el 3 i el 5 de setembre.")
    expect(page.locator("#request")).to_contain_text("Que li tornin els 58,35 €.")
    expect(page.locator("#prior_claim")).to_contain_text("Diu que ja ho mirarà.")
    expect(page.locator("#company")).to_contain_text("la companyia de la llum")
    look(page, f"journey-02-file-{way}")


def complete(page, way):
    """Company, contract, amount, and the claim that Aina made to the company."""
    press(page, "Busca l'empresa Empresa")
    expect(page.get_by_label("Nom o NIF de l'empresa")).to_have_value("la companyia de la llum")
    look(page, f"journey-03-company-{way}")
    page.get_by_label("Nom de l'empresa").last.fill("Llum i Gas del Penedès, SA")
    page.get_by_label("NIF (opcional)").last.fill("A58818501")
    press(page, "Afegeix-la i tria-la")
    expect(page.locator("#company")).to_contain_text("A58818501")
    relation = open_part(page, "relation")
    relation.get_by_label("Número de contracte").fill("C-2024-889123")
    relation.get_by_label("Data").fill("2024-03-04")
    relation.get_by_label("Import pagat").fill("116,70")
    save(relation)
    request = open_part(page, "request")
    request.get_by_label("Import reclamat").fill("58,35")
    save(request)
    claim = open_part(page, "prior_claim")
    claim.get_by_label("Quan va reclamar a l'empresa").fill("2026-10-01")
    save(claim)
    expect(page.locator("#prior_claim")).to_contain_text("2 de novembre de 2026")
    look(page, f"journey-03b-complete-{way}")


def require(page, way):
    """Two documents, through e-NOTUM, which is put there the same day."""
    step(page, "Requereix documentació")
    page.get_by_label("Factura o rebut").check()
    page.get_by_label("Reclamació feta a l'empresa").check()
    page.get_by_label("Què se li demana").fill(ASKED)
    page.get_by_label("e-NOTUM", exact=True).check()
    page.get_by_label("Quin dia s'ha dipositat o enviat?").fill("2026-11-24")
    look(page, f"journey-04-require-{way}")
    press(page, "Requereix-ho")
    expect(page.locator("#state")).to_contain_text("Ara ha d'actuar la persona")
    expect(page.locator("#state")).to_contain_text("provisional")


def note_opened(page, office, way):
    """The next day: Aina opened it, and from then the ten working days count, with the 8th of December out."""
    page.goto(office.file)
    step(page, "Apunta la notificació")
    page.get_by_label("Oberta o lliurada").fill("2026-11-25")
    look(page, f"journey-05-notified-{way}")
    press(page, "Apunta-ho")
    expect(page.locator("#state")).to_contain_text("10 de desembre")
    look(page, f"journey-06-required-{way}")


def hand_in(aina, office, papers, way):
    """With her telephone: what is wanted, the letters of her surname, two files, a receipt."""
    aina.goto(office.own_page)
    expect(aina.locator("main")).to_contain_text("Tens temps fins al 10 de desembre de 2026.")
    expect(aina.locator("main")).not_to_contain_text("Llum i Gas")
    look(aina, f"journey-07-own-{way}")
    aina.get_by_label("Les tres primeres lletres del teu cognom").fill("Roc")
    press(aina, "Ensenya'm les dades")
    expect(aina.locator("main")).to_contain_text(ASKED)
    press(aina, "Envia els documents")
    look(aina, f"journey-08-wanted-{way}")
    aina.get_by_label("Fitxers").set_input_files(papers)
    aina.get_by_label("Què és?").select_option(label="Factura o rebut")
    press(aina, "Envia els documents")
    expect_page(aina, "Hem rebut 2 documents")
    expect(aina.locator("main")).to_contain_text("Factura cobrada 2 cops.jpg")
    look(aina, f"journey-09-receipt-{way}")
    press(aina, "Torna")
    expect(aina.locator(".timeline")).to_contain_text("Vam rebre els teus documents")
    look(aina, f"journey-10-sent-{way}")


def read_papers(page, office, papers, way):
    """The same bytes, as a file to be saved."""
    page.goto(office.file)
    expect(page.locator("#state")).to_contain_text("Han arribat documents")
    expect(page.locator("#documents .papers > li")).to_have_count(2)
    look(page, f"journey-11-papers-{way}")
    with page.expect_download() as arrival:
        page.locator("#documents").get_by_role("link", name="Factura cobrada 2 cops.jpg").first.click()
    assert Path(arrival.value.path()).read_bytes() == papers[0].read_bytes()


def to_the_end(page, way):
    """All of it is there, to the company, its answer, and an agreement."""
    step(page, "Ja hi és tot: continua")
    expect(page.locator("#state")).to_contain_text("Ara ha d'actuar l'oficina")
    step(page, "Envia'l a l'empresa")
    look(page, f"journey-12-send-{way}")
    press(page, "Envia'l a l'empresa")
    expect(page.locator("#state")).to_contain_text("Ara ha d'actuar l'empresa")
    look(page, f"journey-13-with-company-{way}")
    step(page, "Tanca'l amb acord")
    expect(page.get_by_label("Quant es reclamava, en euros")).to_have_value("58,35")
    page.get_by_label("Quant s'ha recuperat, en euros").fill("58,355")
    page.get_by_label("Per què?").fill("L'empresa els torna tots.")
    press(page, "Tanca'l amb acord")
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, f"journey-14-amount-{way}")
    page.get_by_label("Quant s'ha recuperat, en euros").fill("58,35")
    press(page, "Tanca'l amb acord")
    expect(page.locator("#state")).to_contain_text("Tancat")
    look(page, f"journey-15-closed-{way}")


def test_a_complaint_from_the_call_to_an_agreement(anybody, aina, papers, way, office, clock):
    clara = office.sit_down(anybody)
    attend(clara, office, way)
    open_the_file(clara, office, way)
    complete(clara, way)
    require(clara, way)
    clock.move_to(at(26, "10:00"))
    office.sit_down(clara)
    note_opened(clara, office, way)
    hand_in(aina, office, papers, way)
    read_papers(clara, office, papers, way)
    clock.move_to(at(30, "10:00"))
    office.sit_down(clara)
    clara.goto(office.file)
    to_the_end(clara, way)
    aina.reload()
    expect(aina.locator("main")).to_contain_text("Resolta amb acord")
    look(aina, f"journey-16-own-closed-{way}")

    case = office.case
    assert (case.state, case.amount_recovered) == ("closed_agreement", Decimal("58.35"))
    assert case.closed_at is not None
    remedy = select(Deadline.due_on).where(Deadline.kind == "remedy").order_by(Deadline.id)
    assert db.session.scalars(remedy).all() == [date(2026, 12, 9), date(2026, 12, 10)]  # from the deposit, then final
    assert db.session.scalars(select(Deadline).where(Deadline.ended_at.is_(None))).all() == []
    assert len(db.session.scalars(select(Document.sha256)).unique().all()) == 2
    letters = db.session.scalars(select(CaseLetter.kind).order_by(CaseLetter.id)).all()
    assert letters[0] == "case_opened"
    assert letters[-1] == "case_closed"


def test_the_main_step_by_keyboard(open_browser, office):
    page = office.sit_down(open_browser("desktop"))
    page.goto(f"/cites/{office.call}/trucada")
    page.get_by_label("L'hem atesa").check()
    press(page, "Acaba")

    page.goto(office.file)
    tab_to(page, "Posa'l en tràmit")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert office.case.state == "in_progress"
    tab_to(page, "Altres passos")
    page.keyboard.press("Enter")
    tab_to(page, "Requereix documentació")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "Factura o rebut")
    page.keyboard.press("Space")
    tab_to(page, "e-NOTUM")
    page.keyboard.press("Space")
    tab_to(page, "Requereix-ho")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert office.case.state == "documents_required"
