"""The page of a case in a real browser, as its person opens it: narrow and wide, with and without JavaScript, dark."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from booking.models import Person
from cases.history import changed, lock_case
from cases.models import Case, CaseLink, Deadline, Requirement
from database import db, writing
from tests.browser.journeys import look_sized
from tests.support.cases import case_of
from tests.support.staff import member, session_of
from tests.support.world import build_world

WORDS = "Hem revisat la teva reclamació i ens falten la factura i el contracte per poder-la enviar a l'empresa."


@pytest.fixture
def case_id(app):
    world, now, who = build_world(), datetime.now(UTC), member("technician")
    with writing() as session:
        case = case_of(session, world, now=now - timedelta(days=20), company_as_told="Telefonia Exemple")
        asked = Requirement(
            case_id=case.id, document_kinds=["invoice", "contract"], notified_by="enotum", asked_at=now, asked_by=who
        )
        session.add(asked)
        session.flush()
        due = (now + timedelta(days=14)).date()
        for kind, day in (("remedy", due), ("company_answers", due), ("office_may_act", due + timedelta(days=15))):
            requirement = asked.id if kind == "remedy" else None
            session.add(
                Deadline(case_id=case.id, kind=kind, starts_on=date.today(), due_on=day, requirement_id=requirement)  # noqa: DTZ011  # a day of the page, whatever the zone
            )
        case.state, case.next_deadline, case.next_due_on = "documents_required", "remedy", due
        changed(session, lock_case(session, case.id), "documents_required", who, now, words=WORDS, for_consumer=True)
        return case.id


@pytest.fixture
def own_page(case_id):
    return f"/e/{db.session.scalars(select(CaseLink.token)).one()}"


def test_a_person_reads_what_is_wanted_and_proves_who_they_are(own_page, anybody):
    anybody.goto(own_page)
    expect(anybody.get_by_text("Ara et toca a tu")).to_be_visible()
    look_sized(anybody, "own-case")
    expect(anybody.get_by_text("Telefonia Exemple")).to_have_count(0)

    anybody.get_by_label("Les tres primeres lletres del teu cognom").fill("pui")
    anybody.get_by_role("button", name="Ensenya'm les dades").click()
    look_sized(anybody, "own-case-refused")

    anybody.get_by_label("Les tres primeres lletres del teu cognom").fill("roc")
    anybody.get_by_role("button", name="Ensenya'm les dades").click()
    expect(anybody.get_by_text("Telefonia Exemple")).to_be_visible()
    expect(anybody.get_by_text(WORDS)).to_be_visible()
    look_sized(anybody, "own-case-proven")


def test_a_closed_case_says_what_else_can_be_done(own_page, case_id, anybody):
    with writing() as session:
        session.execute(
            update(Case)
            .where(Case.id == case_id)
            .values(state="closed_no_agreement", closed_at=datetime.now(UTC), next_deadline=None, next_due_on=None)
        )

    anybody.goto(own_page)

    expect(anybody.get_by_text("arbitratge de consum")).to_be_visible()
    look_sized(anybody, "own-case-closed")


def test_coordinators_keep_and_destroy_and_give_out(case_id, anybody, site):
    from staff.pages.guard import COOKIE

    with writing() as session:
        office_id = session.get_one(Case, case_id).office_id
        laia = Person(name="Laia Puig", email="aina@example.org", language="ca", created_at=datetime.now(UTC))
        session.add(laia)
        session.flush()
        session.execute(
            update(Case).values(
                representative_id=laia.id,
                state="answered",
                closed_at=datetime(2024, 1, 1, tzinfo=UTC),
                next_deadline=None,
                next_due_on=None,
            )
        )
    token = session_of(member("coordinator", office_id=office_id))
    anybody.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])

    anybody.goto("/coordinacio/conservacio")
    anybody.get_by_role("group", name="Reclamació").get_by_label("Mesos després de tancar").fill("12")
    anybody.get_by_role("group", name="Reclamació").get_by_label("Taula d'avaluació").fill("TAAD 77")
    anybody.get_by_role("button", name="Desa les regles").click()
    look_sized(anybody, "retention")

    anybody.goto("/coordinacio/persones")
    anybody.get_by_label("Correu o telèfon").fill("aina@example.org")
    anybody.get_by_role("button", name="Busca").click()
    look_sized(anybody, "person")
    anybody.get_by_role("button", name="Esborra les dades marcades").click()
    look_sized(anybody, "person-refused")
    refused = anybody.get_by_role("alert").or_(anybody.locator(".error-summary")).first
    expect(refused).to_contain_text("Escriu com ho ha demanat")
