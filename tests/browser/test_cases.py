"""The file of a case in a real browser: read, written part by part, by two people, with a draft that is not lost."""

import pytest
import time_machine
from playwright.sync_api import expect

from cases.models import Case, Company
from cases.save_block import save_block
from database import db
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_page, look, press
from tests.browser.test_keyboard import tab_to
from tests.cases.file.desk import full_case, new_case, reference_of
from tests.support.screen import shot
from tests.support.staff import member, session_of
from tests.support.world import NOW, at, build_world

pytestmark = pytest.mark.slow

FACTS = "Què ha passat, en ordre i amb dates"
RESTORED = "Hem recuperat el que havies escrit i no havies desat."


class Desk:
    """Clara's desk with one case on it."""

    def __init__(self, world, clara, case_id):
        self.world, self.clara, self.case_id = world, clara, case_id
        self.address = f"/expedients/{reference_of(case_id)}"

    def sit_down(self, page, site, member_id=None):
        """Sign in, in this browser, and open the file."""
        page.context.add_cookies([{"name": COOKIE, "value": session_of(member_id or self.clara), "url": site}])
        page.goto(self.address)
        return page

    @property
    def case(self):
        db.session.rollback()
        return db.session.get_one(Case, self.case_id)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def desk(app, clock):
    world = build_world(technicians=2)
    clara = member("technician", name="Clara Soler", office_id=world.office_id, technician_id=world.technicians[0])
    case_id = full_case(world, clara)
    clock.move_to(at(26, "10:00"))
    return Desk(world, clara, case_id)


@pytest.fixture
def martí(desk):
    return member("technician", name="Martí Puig", office_id=desk.world.office_id)


@pytest.fixture
def clara(anybody, desk, site):
    return desk.sit_down(anybody, site)


@pytest.fixture
def way(request):
    return request.node.callspec.params["anybody"]


def open_part(page, part):
    """Unfold the form of a part of the file."""
    found = page.locator(f"#{part}")
    found.locator(".edit > summary").click()
    return found


def send(part, button="Desa"):
    with part.page.expect_navigation():
        part.get_by_role("button", name=button).click()


def test_the_file_is_read_and_written_part_by_part(clara, way, desk):
    page = clara
    expect_page(page, "Expedient 2026/0000001")
    look(page, f"case-1-file-{way}")

    facts = open_part(page, "facts")
    expect(facts.locator(".block-read")).to_be_hidden()
    facts.get_by_label(FACTS).fill("Li van cobrar dues factures el mateix dia.")
    send(facts)
    expect(page.locator("#facts .block-read")).to_have_text("Li van cobrar dues factures el mateix dia.")

    for part in ("head", "person", "relation", "request", "prior_claim", "representative"):
        open_part(page, part)
    look(page, f"case-2-all-forms-{way}")
    page.locator("#request").get_by_label("Import reclamat").fill("116,705")
    send(page.locator("#request"))
    expect(page).to_have_title("Error: Expedient 2026/0000001 – Cita de consum")
    look(page, f"case-3-error-{way}")

    assert desk.case.facts == "Li van cobrar dues factures el mateix dia."


def test_the_second_of_two_sees_both_texts(clara, way, desk, martí):
    page = clara
    save_block(desk.case_id, "request", {"request": "El que escriu en Martí."}, 1, martí, at(26, "10:01"))
    request = open_part(page, "request")
    request.get_by_label("Què demana a l'empresa").fill("El que escriu la Clara.")
    send(request)

    expect(page.locator(".theirs")).to_contain_text("El que escriu en Martí.")
    expect(page.get_by_label("Què demana a l'empresa")).to_have_value("El que escriu la Clara.")
    look(page, f"case-4-two-texts-{way}")
    assert desk.case.request == "El que escriu en Martí."

    send(page.locator("#request"))
    expect(page.locator("#request .block-read")).to_contain_text("El que escriu la Clara.")
    assert desk.case.request == "El que escriu la Clara."


def test_a_company_is_found_or_added(clara, way, desk):
    page = clara
    empty = new_case(desk.world, company_as_told="la companyia de la llum de Gelida")
    page.goto(f"/expedients/{reference_of(empty)}")
    look(page, f"case-5-empty-{way}")
    press(page, "Busca l'empresa Empresa")
    page.get_by_label("Nom o NIF de l'empresa").fill("penedes llum")
    press(page, "Busca")
    look(page, f"case-6-company-{way}")
    press(page, "Tria-la Llum i Gas del Penedès, SA")
    expect(page.locator("#company")).to_contain_text("A58818501")

    press(page, "Canvia Empresa")
    page.get_by_text("Afegeix una empresa nova").click()
    page.get_by_label("Nom de l'empresa").last.fill("Gas Nou, SL")
    page.get_by_label("NIF (opcional)").last.fill("B64717839")
    press(page, "Afegeix-la i tria-la")
    look(page, f"case-7-company-error-{way}")
    page.get_by_label("NIF (opcional)").last.fill("B64717838")
    press(page, "Afegeix-la i tria-la")
    expect(page.locator("#company")).to_contain_text("Gas Nou, SL")
    db.session.rollback()
    assert {company.nif for company in db.session.scalars(db.select(Company))} == {"A58818501", "B64717838"}


def test_a_part_is_written_without_a_mouse(open_browser, desk, site):
    page = desk.sit_down(open_browser("desktop"), site)

    tab_to(page, "Canvia Què ha passat")
    page.keyboard.press("Enter")
    tab_to(page, FACTS)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Escrit amb el teclat.")
    tab_to(page, "Desa")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert desk.case.facts == "Escrit amb el teclat."


def test_what_was_not_saved_is_still_there_when_one_comes_back(open_browser, desk, site):
    page = desk.sit_down(open_browser("desktop"), site)
    open_part(page, "facts").get_by_label(FACTS).fill("A mig escriure.")
    page.on("dialog", lambda dialog: dialog.accept())  # yes, leave

    page.goto("/agenda")
    page.goto(desk.address)

    expect(page.locator("#facts .restored")).to_contain_text(RESTORED)
    expect(page.get_by_label(FACTS)).to_have_value("A mig escriure.")
    shot(page, "case-8-restored-desktop")
    page.get_by_role("button", name="Descarta-ho").click()
    expect(page.get_by_label(FACTS)).to_be_hidden()
    page.reload()
    expect(page.locator(".restored")).to_have_count(0)


def test_saving_one_part_keeps_what_is_typed_in_another(open_browser, desk, site):
    page = desk.sit_down(open_browser("desktop"), site)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_part(page, "facts").get_by_label(FACTS).fill("A mig escriure.")
    relation = open_part(page, "relation")
    relation.get_by_label("Número de contracte o de comanda").fill("C-2026-1")
    send(relation)

    expect(page.locator("#relation .block-read")).to_contain_text("C-2026-1")
    expect(page.get_by_label(FACTS)).to_have_value("A mig escriure.")
    assert asked == []
    send(page.locator("#facts"))
    expect(page.locator(".restored")).to_have_count(0)
    assert desk.case.facts == "A mig escriure."


def test_a_draft_of_what_somebody_else_has_changed_is_put_beside_it(open_browser, desk, site, martí):
    page = desk.sit_down(open_browser("desktop"), site)
    page.on("dialog", lambda dialog: dialog.accept())
    open_part(page, "facts").get_by_label(FACTS).fill("El meu esborrany.")
    page.goto("/agenda")
    save_block(desk.case_id, "facts", {"facts": "El d'en Martí."}, 1, martí, at(26, "10:02"))

    page.goto(desk.address)
    send(page.locator("#facts"))

    expect(page.locator(".theirs")).to_contain_text("El d'en Martí.")
    expect(page.get_by_label(FACTS)).to_have_value("El meu esborrany.")


def test_leaving_with_something_unsaved_is_asked_about_and_signing_out_forgets_it(open_browser, desk, site):
    page = desk.sit_down(open_browser("desktop"), site)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/agenda")
    page.goto(desk.address)
    assert asked == []

    open_part(page, "facts").get_by_label(FACTS).press_sequentially("a")
    page.goto("/agenda")
    assert asked == ["beforeunload"]
    assert page.evaluate("Object.keys(sessionStorage).length") == 1

    with page.expect_navigation():
        page.get_by_role("button", name="Surt").click()
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_the_printed_file_has_its_content_and_neither_forms_nor_notes(open_browser, desk, site):
    page = desk.sit_down(open_browser("desktop"), site)
    open_part(page, "facts")
    page.emulate_media(media="print")

    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator("#facts .block-read")).to_be_visible()
    expect(page.locator("#notes")).to_be_hidden()
    expect(page.locator("main :is(.button, summary, input, textarea, select):visible")).to_have_count(0)
    page.set_viewport_size({"width": 794, "height": 1123})
    shot(page, "case-9-print")
