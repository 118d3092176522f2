"""The pages of what may be done with a case, as they look to everybody: narrow, dark, with and without JavaScript."""

from datetime import date

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from booking.models import Holiday
from cases.models import Case
from cases.require_documents import Demand, require_documents
from database import db, writing
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_page, look, press
from tests.support.cases import case_of, give_company
from tests.support.holidays import load_holidays
from tests.support.staff import member, session_of
from tests.support.world import MADRID, NOW, at, build_world

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def desk(app, anybody, site, clock):
    """The browser of Dídac, who attends and coordinates; and the address of a case."""
    world = build_world()
    load_holidays(2026, 2027)
    didac = member("technician", "coordinator", office_id=world.office_id, technician_id=world.technicians[0])
    with writing() as session:
        case = case_of(session, world, state="in_progress", prior_claim_on=date(2026, 1, 7))
        case_id, reference = case.id, case.reference
    give_company(case_id)
    demand = Demand("remedy", ("invoice",), "La factura.", "enotum", date(2026, 11, 23))
    require_documents(case_id, demand, didac, NOW, "in_progress", MADRID)
    with writing() as session:
        session.add(Holiday(place="08019", day=date(2026, 11, 30), names={"ca": "Festa"}))

    def sit_down():
        """Signed in again: each day ends the session of the day before."""
        anybody.context.add_cookies([{"name": COOKIE, "value": session_of(didac), "url": site}])
        return anybody

    return sit_down, f"/expedients/{reference}"


def state():
    db.session.rollback()
    return db.session.scalars(select(Case.state)).one()


@pytest.mark.parametrize(
    ("path", "title", "picture"),
    [
        ("/requeriment", "Requereix documentació", "case-requirement"),
        ("/notificacio", "Apunta la notificació", "case-notification"),
        ("/ampliacio", "Amplia el termini", "case-extension"),
        ("/resolucio/deemed_withdrawn", "Resol que se'l té per desistit", "case-resolution"),
        ("/tramit", "Canvia el tràmit", "case-procedure"),
        ("/rellotge", "El rellotge de l'expedient", "case-clock"),
        ("/estat/in_progress", "Posa'l en tràmit", "case-move"),
    ],
)
def test_each_act_has_a_page_that_everybody_can_use(desk, path, title, picture):
    sit_down, address = desk

    page = sit_down()
    page.goto(address + path)

    expect_page(page, title)
    look(page, picture)


def test_an_unopened_requirement_is_led_to_its_end(desk, clock):
    sit_down, address = desk
    clock.move_to(at(5, "9:00", month=12))
    page = sit_down()
    page.goto(address)
    look(page, "case-state-suggested")

    press(page, "Apunta-la com a rebutjada")
    press(page, "Apunta-ho")
    clock.move_to(at(21, "9:00", month=12))
    sit_down()
    page.goto(address)
    press(page, "Resol que se'l té per desistit")
    page.get_by_label("Motivació de la resolució").fill("No ha aportat la factura.")
    press(page, "Resol que se'l té per desistit")

    assert state() == "deemed_withdrawn"
    look(page, "case-state-resolved")


def test_a_mediation_is_given_more_time(desk):
    sit_down, address = desk
    page = sit_down()
    for state, words in (("in_progress", "Posa'l en tràmit"), ("in_mediation", "Comença la mediació")):
        page.goto(f"{address}/estat/{state}")
        press(page, words)

    page.goto(address + "/mediacio/ampliacio")
    expect_page(page, "Amplia la mediació")
    look(page, "case-mediation-extension")
    page.get_by_label("Per què?").fill("Falta el peritatge")
    press(page, "Amplia-la")

    expect(page.locator("#state")).to_contain_text("ampliat 3 mesos")
    look(page, "case-mediation-extended")


def test_what_a_move_asks_about_first_is_on_its_page(desk):
    sit_down, address = desk
    page = sit_down()
    page.goto(address + "/estat/in_progress")
    press(page, "Posa'l en tràmit")
    page.goto(address + "/estat/sent_to_company")
    look(page, "case-to-company")

    page.goto(address + "/estat/closed_agreement")
    page.get_by_label("Quant es reclamava, en euros").fill("300")
    page.get_by_label("Quant s'ha recuperat, en euros").fill("3.000,50")
    page.get_by_label("Per què?").fill("L'empresa paga una indemnització.")
    press(page, "Tanca'l amb acord")
    look(page, "case-more-than-claimed")
    page.get_by_label("És correcte").check()
    press(page, "Tanca'l amb acord")
    assert state() == "closed_agreement"


def test_a_case_without_a_company_leads_to_choosing_it(desk):
    sit_down, address = desk
    page = sit_down()
    with writing() as session:
        session.scalars(select(Case)).one().company_id = None
    page.goto(address + "/estat/in_progress")
    press(page, "Posa'l en tràmit")

    page.goto(address + "/estat/sent_to_company")
    look(page, "case-company-wanted")
    press(page, "Tria l'empresa")

    expect_page(page, "Empresa de l'expedient 2026/0000001")


def test_deadlines_and_holidays_on_one_page(desk):
    sit_down, _ = desk

    page = sit_down()
    page.goto("/coordinacio/terminis")
    look(page, "case-deadlines")

    press(page, "Accepta els que hi ha marcats")
    look(page, "case-deadlines-accepted")
