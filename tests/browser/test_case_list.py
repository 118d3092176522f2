"""The list of cases in a real browser: narrow and wide, light and dark, with scripts and without, and on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from booking.models import Office
from cases.models import Company
from database import writing
from staff.pages.guard import COOKIE
from tests.browser.journeys import look_sized
from tests.support.cases import case_of
from tests.support.screen import shot
from tests.support.staff import member, session_of
from tests.support.world import AINA, BERNAT, build_world

FILES = (
    {"external_id": "458973", "registry_entry": "E/000123-2026", "internal_detail": "Manca la factura de l'aigua"},
    {"company_as_told": "Una empresa de nom molt llarg que ven per internet", "state": "in_progress"}
    | {"assignee_id": None, "internal_detail": "Baixa Naturgy"},
    {"state": "documents_required", "state_detail": "Documentació requerida", "internal_state": "Requerida"}
    | {"internal_detail": "ENOTUM fins 28/05. Cobrament d'imports indeguts, empresa Moneyman"}
    | {"next_deadline": "remedy", "next_due_on": -3},
    {"state": "sent_to_company", "procedure": "infringement_report", "channel": "mailbox"}
    | {"next_deadline": "company_replies_to_us", "next_due_on": 2},
    {"procedure": "complaint", "next_deadline": "office_may_act", "next_due_on": 20},
    {"procedure": "enquiry", "state": "answered", "closed": True},
    {"state": "closed_company_refused", "closed": True},
)


@pytest.fixture
def world(app):
    """A case of each kind, and more than a page of them."""
    world = build_world(technicians=2)
    now = datetime.now(UTC)
    with writing() as session:
        session.get_one(Office, world.office_id).organic_unit = "E02020000 - Ser. Suport Polítiques de Consum"
        company = Company(office_id=world.office_id, name="Naturgy", name_folded="naturgy", created_at=now)
        session.add(company)
        session.flush()
        for number in range(48):
            case_of(session, world, BERNAT, now - timedelta(days=100 - number), company_id=company.id)
        for number, file in enumerate(FILES):
            moment = now - timedelta(days=10 - number)
            values = {name: value for name, value in file.items() if name != "closed"}
            if "next_due_on" in values:
                values["next_due_on"] = now.date() + timedelta(days=values["next_due_on"])
            if "closed" in file:
                values["closed_at"] = moment
            case_of(session, world, AINA if number % 2 else BERNAT, moment, **values)
    return world


@pytest.fixture
def clara(world, anybody, site):
    token = session_of(
        member("technician", name="Clara", office_id=world.office_id, technician_id=world.technicians[0])
    )
    anybody.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    return anybody


def test_the_list_is_searched_narrowed_and_turned(clara):
    clara.goto("/expedients")
    look_sized(clara, "cases")
    clara.get_by_role("link", name="Següents").click()
    expect(clara.get_by_role("link", name="Anteriors")).to_be_visible()

    clara.get_by_label("Cerca").fill("moneyman INDEGUTS")
    clara.get_by_role("button", name="Filtra").click()
    expect(clara.get_by_role("status")).to_have_text("1 expedient")
    look_sized(clara, "cases-found")

    clara.get_by_label("Estat").select_option("pending")
    clara.get_by_role("button", name="Filtra").click()
    look_sized(clara, "cases-none")
    clara.get_by_role("link", name="Estat: Pendent").click()
    expect(clara.get_by_role("status")).to_have_text("1 expedient")


def test_several_cases_are_given_to_somebody(clara):
    clara.goto("/expedients?estat=oberts")
    clara.get_by_role("link", name="Tria'n i assigna'ls").click()
    clara.get_by_role("checkbox").nth(0).check()
    clara.get_by_role("checkbox").nth(1).check()
    look_sized(clara, "cases-choosing")
    clara.get_by_label("Assigna'ls a").select_option(label="Martí")
    clara.get_by_role("button", name="Assigna els marcats").click()

    expect(clara.get_by_role("main")).to_contain_text("S'han assignat 2 expedients a Martí.")
    look_sized(clara, "cases-given")


def test_the_list_on_paper(world, open_browser, site):
    page = open_browser("desktop")
    token = session_of(member("coordinator", office_id=world.office_id))
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    page.goto("/expedients?imprimeix=1")
    page.emulate_media(media="print")

    expect(page.get_by_role("row")).to_have_count(56)
    shot(page, "cases-paper")
