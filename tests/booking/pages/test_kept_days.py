"""The lists of free days are kept while nobody takes an hour: what they cost, and that they are never wrong."""

import pytest
from sqlalchemy import update

from booking.book import Request, book
from booking.errors import SlotTaken
from booking.models import Municipality, MunicipalityStatus, Office, Service, Technician, technician_service
from database import db, writing
from tests.support.browser_client import Browser
from tests.support.consumer import DAYS, to_details
from tests.support.queries import counted
from tests.support.world import AINA, BERNAT, NOW, World, at, book_for, minutes, open_slots, slot_at

HOURS = f"{DAYS}/2026-11-24"
OTHER_OFFICE = {
    "slug": "other",
    "name": "L'altra oficina",
    "email": "altra@consum.example",
    "phone": "937 000 000",
    "phone_hours": {"ca": "de 10 a 13 h"},
    "address": "Plaça Major, 1, Olesa",
    "controller": "Una altra administració",
    "rights_address": "Plaça Major, 1, Olesa",
    "dpo_email": "dpd@altra.example",
    "seat_ine_code": "08147",
}


def first_hours(browser, days=DAYS):
    return [button.text.rpartition(" ")[2] for button in browser.get(days).forms[0].buttons]


def slot_of(start):
    return slot_at(start).id


def another_office():
    """It serves Olesa with the same service, and has one free hour: Tuesday at 11."""
    with writing() as session:
        office = Office(**OTHER_OFFICE)
        session.add(office)
        session.flush()
        service = Service(office_id=office.id, slug="consum", names={"ca": "Consum"}, descriptions={"ca": ""})
        technician = Technician(office_id=office.id, name="Júlia", email="julia@tecnics.example")
        olesa = {"name_sort": "Olesa", "comarca": "Baix Llobregat", "population": 24_000}
        served = {"status": MunicipalityStatus.SERVED, "office_id": office.id}
        session.add_all(
            [service, technician, Municipality(ine_code="08147", slug="olesa", name="Olesa", **olesa, **served)]
        )
        session.flush()
        session.execute(technician_service.insert().values(technician_id=technician.id, service_id=service.id))
        own = World(office.id, service.id, service.id, [technician.id])
    open_slots(own, at(24, "11:00"))


def test_days_that_have_not_changed_cost_one_question(browser, world):
    def questions():
        with counted(db.engine) as queries:
            browser.get(DAYS)
        return len(queries)

    questions()

    # PostgreSQL counts the commits of its other databases too: while others write, what is kept is read again.
    assert any(questions() == 1 for _ in range(200))


def test_an_hour_taken_in_the_same_second_is_not_offered_any_more(browser, world):
    assert first_hours(browser) == ["15:30", "16:00", "18:30"]
    book_for(BERNAT, world, slot_of(at(24, "15:30")))

    assert first_hours(browser) == ["16:00", "18:30", "9:00"]
    assert browser.get(HOURS).texts("ul.hours button") == ["16:00", "18:30"]


def test_an_hour_held_in_the_same_second_is_offered_to_its_holder_alone(app, browser, world):
    bernat = Browser(app)
    browser.get(DAYS)
    bernat.get(DAYS)

    to_details(bernat)

    assert first_hours(browser) == ["16:00", "18:30", "9:00"]
    assert first_hours(bernat) == ["15:30", "16:00", "18:30"]


def test_a_hold_that_has_run_out_is_offered_again(app, browser, world, clock):
    to_details(Browser(app))
    assert first_hours(browser) == ["16:00", "18:30", "9:00"]

    clock.move_to(NOW + minutes(11))

    assert first_hours(browser) == ["15:30", "16:00", "18:30"]


def test_an_hour_that_was_seen_free_cannot_be_had_twice(browser, world):
    slot = slot_of(at(24, "15:30"))
    book_for(BERNAT, world, slot)

    with pytest.raises(SlotTaken):
        book(Request(slot, world.service_id, world.municipality_id, "another form", "test"), AINA, "aina", NOW)


def test_what_a_coordinator_changes_is_shown_at_once(browser, world):
    browser.get(DAYS)
    with writing() as session:
        session.execute(update(Office).values(name="Oficina nova", minimum_notice_minutes=24 * 60))
        session.execute(update(Service).where(Service.slug == "consum").values(names={"ca": "Consell"}))

    page = browser.get(DAYS)

    assert "Consell" in page.texts("main p.muted")[0]
    assert first_hours(browser) == ["15:30", "16:00", "18:30"]


def test_a_withdrawn_service_is_gone_at_once(browser, world):
    browser.get(DAYS)
    with writing() as session:
        session.execute(update(Service).where(Service.slug == "consum").values(withdrawn_at=NOW))

    assert browser.get(DAYS).status_code == 404


def test_each_language_has_its_own(browser, world):
    browser.get(DAYS)

    page = browser.get(f"/es{DAYS}")

    assert page.texts("ul.days b")[0] == "martes 24 de noviembre"
    assert page.link("martes 24 de noviembre").href == f"/es{HOURS}"


def test_two_offices_do_not_mix(browser, world):
    another_office()

    assert first_hours(browser) == ["15:30", "16:00", "18:30"]
    assert first_hours(browser, "/cita/olesa/consum") == ["11:00"]
    assert first_hours(browser) == ["15:30", "16:00", "18:30"]
