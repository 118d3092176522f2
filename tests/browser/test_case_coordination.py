"""A coordinator and the cases of the office: opened by hand, found, shared out, taken out, confided, destroyed."""

import csv
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from cases.links import current_token
from cases.models import Case, Company
from database import db, writing
from staff.models import AuditEntry
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_page, look, press
from tests.support.cases import case_of
from tests.support.holidays import load_holidays
from tests.support.staff import member, session_of
from tests.support.world import AINA, BERNAT, NOW, at, build_world

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def world(app):
    """Clara's and Martí's cases, some of them nobody's; one was closed long ago."""
    world = build_world(technicians=2)
    load_holidays(2025, 2026, 2027)
    with writing() as session:
        company = Company(office_id=world.office_id, name="Naturgy", name_folded="naturgy", created_at=NOW)
        session.add(company)
        session.flush()
        for hour in ("8:00", "8:10", "8:20"):
            case_of(session, world, BERNAT, at(20, hour), company_id=company.id, assignee_id=None)
        case_of(session, world, AINA, at(20, "8:30"), procedure="mediation", state="in_mediation")
        closed = {"state": "closed_agreement", "closed_at": at(20, "9:00", month=3)}
        case_of(session, world, AINA, at(2, "9:00", month=2), **closed)
    return world


@pytest.fixture
def sign_in(site):
    """Let somebody sit down at this browser."""

    def sit(page, member_id):
        page.context.add_cookies([{"name": COOKIE, "value": session_of(member_id), "url": site}])
        return page

    return sit


@pytest.fixture
def didac_id(world):
    return member("coordinator", name="Dídac Roca", office_id=world.office_id)


@pytest.fixture
def didac(anybody, sign_in, didac_id):
    return sign_in(anybody, didac_id)


@pytest.fixture
def way(request):
    return request.node.callspec.params["anybody"]


def case(number):
    db.session.rollback()
    return db.session.scalars(select(Case).where(Case.number == f"2026/{number:07}")).one()


def audited():
    db.session.rollback()
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_a_letter_becomes_a_case_is_found_and_shared_out(didac, way, world):
    page = didac
    page.goto("/expedients")
    press(page, "Obre un expedient")
    look(page, f"coordinator-cases-1-new-{way}")
    press(page, "Obre l'expedient")
    expect(page).to_have_title("Error: Obre un expedient – Cita de consum")
    look(page, f"coordinator-cases-2-errors-{way}")
    page.get_by_label("Per on ha arribat?").select_option(label="bústia del consumidor")
    page.get_by_label("Nom i cognoms").fill("Carme Ferré")
    page.get_by_label("Correu electrònic").fill("carme@example.org")
    page.get_by_label("Municipi on viu").select_option(label="Gelida")
    page.get_by_label("Empresa").fill("Aigües del Ter")
    page.get_by_label("Què ha passat?").fill("Una fuita que no és seva.")
    page.get_by_label("Qui se n'ocupa").select_option(label="Encara ningú")
    press(page, "Obre l'expedient")
    expect_page(page, "Expedient 2026/0000006")
    expect(page.locator("#head")).to_contain_text("Bústia del consumidor")

    page.goto("/expedients?assignat=ningu&estat=oberts")
    expect(page.get_by_role("status")).to_have_text("4 expedients")
    page.get_by_label("Cerca").fill("aigues ferre")
    page.get_by_role("button", name="Filtra").click()
    expect(page.get_by_role("status")).to_have_text("1 expedient")
    look(page, f"coordinator-cases-3-found-{way}")
    page.goto("/expedients?assignat=ningu&estat=oberts")
    press(page, "Tria'n i assigna'ls")
    press(page, "Marca tots els d'aquesta pàgina")
    page.get_by_label("Assigna'ls a").select_option(label="Martí")
    press(page, "Assigna els marcats")
    expect(page.locator("main")).to_contain_text("S'han assignat 4 expedients a Martí.")
    look(page, f"coordinator-cases-4-given-{way}")

    page.goto("/expedients?estat=oberts")
    with page.expect_download() as arrival:
        page.get_by_role("link", name="Baixa'ls en CSV").click()
    with Path(arrival.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 5
    assert {row["Usuari assignat"] for row in rows} == {"Martí", "Clara"}
    assert {"case_opened", "case_seen", "cases_exported"} <= set(audited())
    assert audited().count("case_assigned") == 4


def test_the_papers_of_a_mediation_are_opened_to_who_needs_them(didac, way, world, open_browser, sign_in):
    page = didac
    marti_id = member("technician", name="Martí Puig", office_id=world.office_id, technician_id=world.technicians[1])
    file = f"/expedients/{case(4).reference}"
    marti = sign_in(open_browser("desktop"), marti_id)
    marti.goto(file)
    expect(marti.locator("#mediation")).to_contain_text("tu no els pots veure")
    expect(marti.get_by_label("Dona accés a")).to_have_count(0)

    page.goto(file)
    page.get_by_label("Dona accés a").select_option(label="Martí Puig")
    press(page, "Dona-li accés")
    expect(page.locator("#mediation .side-list")).to_contain_text("Martí Puig")
    look(page, f"coordinator-cases-5-mediation-{way}")
    marti.reload()
    expect(marti.locator("#mediation")).to_contain_text("Tu hi tens accés.")

    press(page, "Retira Martí Puig")
    marti.reload()
    expect(marti.locator("#mediation")).to_contain_text("tu no els pots veure")
    assert {"case_mediation_access_given", "case_mediation_access_revoked"} <= set(audited())


def test_a_file_on_hold_is_kept_and_then_destroyed_by_rule(didac, way, world, clock, didac_id, sign_in):
    page = didac
    old = case(5)
    file, own = f"/expedients/{old.reference}", f"/e/{current_token(db.session(), old.id)}"
    clock.move_to(at(20, "10:00", month=12))
    sign_in(page, didac_id)
    page.goto("/coordinacio/conservacio")
    rule = page.get_by_role("group", name="Reclamació")
    rule.get_by_label("Mesos després de tancar").fill("6")
    rule.get_by_label("Taula d'avaluació").fill("TAAD 77")
    press(page, "Desa les regles")
    expect(page.get_by_role("checkbox")).to_have_count(1)

    page.goto(file)
    press(page, "Retenció legal")
    page.get_by_label("Per què s'ha de guardar").fill("Judici pendent")
    look(page, f"coordinator-cases-6-hold-{way}")
    press(page, "Retén l'expedient")
    expect(page.locator("main")).to_contain_text("Judici pendent")
    page.goto("/coordinacio/conservacio")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.goto(file)
    press(page, "Retenció legal")
    press(page, "Acaba la retenció")

    page.goto("/coordinacio/conservacio")
    page.get_by_role("checkbox").check()
    look(page, f"coordinator-cases-7-due-{way}")
    press(page, "Destrueix els marcats")
    expect(page.locator("main")).to_contain_text("2026/0000005")
    look(page, f"coordinator-cases-8-destroyed-{way}")
    for address in (file, f"{file}/documents", f"{file}/estat/in_progress", own, f"{own}/documents"):
        answer = page.goto(address)
        assert answer.status == 410, address
    look(page, f"coordinator-cases-9-gone-{way}")
