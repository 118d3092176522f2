"""The secret address of a case: unknown, replaced, lost; and the page of a call, which leads to it."""

from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import select, update

from booking.models import Appointment
from cases.models import Case, CaseAppointment, CaseLetter, CaseLink
from database import db, writing
from tests.support.cases import case_of
from tests.support.world import AINA, BERNAT, NOW, at, book_for, open_slots


def test_an_unknown_address_is_no_page(browser, world):
    assert browser.get("/e/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_a_replaced_address_says_so(browser, address):
    with writing() as session:
        session.execute(update(CaseLink).values(revoked_at=NOW))

    page = browser.get(address)

    assert page.status_code == 410
    assert page.h1 == "Hi ha un enllaç més nou"


@pytest.mark.parametrize(
    ("rule", "why"), [("request", "perquè ho vas demanar"), ("claim-60", "el temps que l'havíem de guardar")]
)
def test_a_destroyed_case_says_when_and_why(browser, address, rule, why):
    with writing() as session:
        session.execute(update(Case).values(destroyed_at=NOW, destroyed_by_rule=rule))

    page = browser.get(address)

    assert page.status_code == 410
    assert why in page.text
    assert "23 de novembre de 2026" in page.text


def test_a_lost_address_is_replaced_by_mail(browser, address, case_id):
    reference = db.session.scalars(select(Case.reference)).one()

    page = browser.submit("/recupera", button="Envia'm l'enllaç", reference=reference, contact=AINA.email)

    assert page.status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(CaseLetter.kind)).all() == ["case_link"]
    assert browser.get(address).status_code == 410
    in_force = db.session.scalars(select(CaseLink.token).where(CaseLink.revoked_at.is_(None))).one()
    assert browser.get(f"/e/{in_force}").status_code == 200


def test_somebody_else_cannot_have_the_address_replaced(browser, address):
    reference = db.session.scalars(select(Case.reference)).one()

    browser.submit("/recupera", button="Envia'm l'enllaç", reference=reference, contact="bernat@example.org")

    assert browser.get(address).status_code == 200
    assert db.session.scalars(select(CaseLetter)).all() == []


def test_asking_again_at_once_sends_nothing_more(browser, address):
    reference = db.session.scalars(select(Case.reference)).one()
    for _ in range(2):
        browser.submit("/recupera", button="Envia'm l'enllaç", reference=reference, contact=AINA.email)

    db.session.rollback()
    assert len(db.session.scalars(select(CaseLetter)).all()) == 1


def test_the_page_of_the_appointment_leads_to_the_case_that_came_of_it(browser, world):
    [slot] = open_slots(world, at(24, "15:30"))
    booked = book_for(AINA, world, slot)
    with writing() as session:
        case = case_of(session, world)
        session.add(CaseAppointment(appointment_id=booked.appointment_id, case_id=case.id, joined_at=NOW))
        session.execute(update(Appointment).values(starts_at=at(20, "10:30"), ends_at=at(20, "11:00")))
    with time_machine.travel(at(23, "12:00"), tick=False):
        page = browser.get(f"/c/{booked.token}")

        assert browser.get(page.link("Mira el teu expedient").href).h1 == "El teu expedient"


@pytest.mark.parametrize("mail", [True, False])
def test_a_relatives_case_is_not_shown_to_whoever_called_about_it(browser, world, mail):
    def as_given(guest):
        return guest if mail else replace(guest, email=None, phone="+34612345678")  # a family has one telephone

    [slot] = open_slots(world, at(24, "15:30"))
    booked = book_for(as_given(BERNAT), world, slot)
    with writing() as session:
        case = case_of(session, world, as_given(AINA))
        session.add(CaseAppointment(appointment_id=booked.appointment_id, case_id=case.id, joined_at=NOW))
        session.execute(update(Appointment).values(starts_at=at(20, "10:30"), ends_at=at(20, "11:00")))
    with time_machine.travel(at(23, "12:00"), tick=False):
        assert "Mira el teu expedient" not in browser.get(f"/c/{booked.token}").text
