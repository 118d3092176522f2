"""Moving an appointment from its page: the old hour is kept until the new one is theirs."""

import pytest

from booking.cancel import cancel
from booking.models import Appointment, Office, Service
from database import db, writing
from tests.support.browser_client import Browser
from tests.support.consumer import to_details
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, open_slots, slot_at

NEW_HOUR = "dimecres 25 de novembre, 9:00"


@pytest.fixture
def booked(world):
    return book_for(AINA, world, slot_at(at(24, "15:30")).id)


@pytest.fixture
def move_url(booked):
    return f"/c/{booked.token}/canvia"


def hour_of(booked):
    return db.session.get_one(Appointment, booked.appointment_id).starts_at


def test_a_consumer_moves_from_the_page_of_the_appointment(browser, booked):
    browser.get(f"/c/{booked.token}")
    browser.follow("Canvia l'hora")
    browser.submit(button=NEW_HOUR)
    page = browser.submit(button="Canvia l'hora")

    assert page.url.endswith(f"/c/{booked.token}")
    assert hour_of(booked) == at(25, "9:00")
    assert page.texts("s") == ["dimarts 24 de novembre, 15:30"]


def test_by_the_day_too(browser, booked, move_url):
    open_slots_of_the_day = browser.get(move_url)
    assert "dimarts 24 de novembre" in open_slots_of_the_day.text
    page = browser.follow("dimarts 24 de novembre")

    assert page.texts("ul.hours button") == ["16:00", "18:30"], "the hour that one has is not offered"
    browser.submit(button="dimarts 24 de novembre, 18:30")
    browser.submit(button="Canvia l'hora")
    assert hour_of(booked) == at(24, "18:30")


def test_until_it_is_confirmed_both_hours_are_kept(browser, booked, move_url):
    browser.get(move_url)

    page = browser.submit(button=NEW_HOUR)

    assert page.h1 == "Confirma el canvi"
    assert hour_of(booked) == at(24, "15:30")
    assert slot_at(at(25, "9:00")).held_by is not None


def test_it_can_be_left_as_it_is(browser, booked, move_url):
    browser.get(move_url)
    browser.submit(button=NEW_HOUR)

    browser.follow("Deixa-la com està")

    assert hour_of(booked) == at(24, "15:30")


def test_when_no_hour_suits_one_can_keep_cancel_or_call(browser, move_url, booked):
    page = browser.get(move_url)

    assert page.link("Deixa-la com està").href == f"/c/{booked.token}"
    assert page.link("Anul·la la cita").href == f"/c/{booked.token}/anulla"
    assert page.link("938 000 000")


def test_without_any_other_hour_the_appointment_stays(browser, app, world, booked, move_url):
    for hour in (at(24, "16:00"), at(24, "18:30"), at(25, "9:00")):
        with writing() as session:
            session.merge(slot_at(hour)).blocked = "absence"

    page = browser.get(move_url)

    assert page.status_code == 200
    assert "La teva cita continua com estava." in page.text


def test_an_hour_lost_before_the_last_press_leaves_the_old_one(browser, world, booked, move_url, clock):
    browser.get(move_url)
    browser.submit(button=NEW_HOUR)
    clock.move_to(at(23, "9:11"))
    book_for(BERNAT, world, slot_at(at(25, "9:00")).id, now=at(23, "9:11"))

    page = browser.submit(button="Canvia l'hora")

    assert page.status_code == 409
    assert "La teva cita continua com estava" in page.errors[0]
    assert hour_of(booked) == at(24, "15:30")

    browser.submit(button="Canvia l'hora", slot=slot_at(at(24, "18:30")).id)
    assert hour_of(booked) == at(24, "18:30")


def test_an_hour_that_somebody_has_just_held_brings_the_nearest(browser, app, booked, move_url):
    browser.get(move_url)
    to_details(Browser(app), NEW_HOUR)

    page = browser.submit(button=NEW_HOUR)

    assert page.status_code == 409
    assert set(page.texts("fieldset label")) == {"dimarts 24 de novembre, 16:00", "dimarts 24 de novembre, 18:30"}


def test_too_late_is_too_late_and_the_telephone_remains(browser, booked, move_url, clock):
    browser.get(move_url)
    clock.move_to(at(24, "13:31"))

    page = browser.submit(button=NEW_HOUR)
    assert "Falta massa poc per a la cita." in page.text
    assert page.link("938 000 000")

    assert "Falta massa poc" in browser.get(f"{move_url}/2026-11-25").text
    assert hour_of(booked) == at(24, "15:30")


def test_the_rules_are_checked_again_at_the_last_press(browser, booked, move_url, clock):
    browser.get(move_url)
    browser.submit(button=NEW_HOUR)
    clock.move_to(at(24, "13:31"))

    page = browser.submit(button="Canvia l'hora")

    assert page.status_code == 409
    assert hour_of(booked) == at(24, "15:30")


def test_after_too_many_moves_the_page_says_so(browser, booked, move_url):
    with writing() as session:
        session.get_one(Appointment, booked.appointment_id).moves = 3

    assert "Ja l'has canviada el màxim de vegades." in browser.get(move_url).text


def test_a_cancelled_appointment_cannot_be_moved(browser, booked, move_url):
    cancel(booked.appointment_id, None, NOW)

    assert "Està anul·lada o ja ha passat." in browser.get(move_url).text


def test_a_service_that_is_not_given_any_more_is_said(browser, world, booked, move_url):
    with writing() as session:
        session.get_one(Service, world.service_id).withdrawn_at = NOW

    assert "Ara no oferim aquest servei." in browser.get(move_url).text


def test_moving_twice_by_a_double_click_moves_once(browser, booked, move_url):
    browser.get(move_url)
    confirm = browser.submit(button=NEW_HOUR)
    browser.submit(button="Canvia l'hora")
    browser.last = confirm

    page = browser.submit(button="Canvia l'hora")

    assert page.url.endswith(f"/c/{booked.token}")
    assert db.session.get_one(Appointment, booked.appointment_id).moves == 1


def test_days_that_cannot_be_asked_for_are_said_to_be_so(browser, move_url):
    page = browser.get(f"{move_url}/2027-11-25")

    assert page.status_code == 404
    assert page.errors == ["No es pot demanar cita per a aquest dia. Tria'n un d'aquests."]


def test_an_office_that_has_closed_for_a_time_says_so(browser, world, move_url):
    with writing() as session:
        session.get_one(Office, world.office_id).closed_notice = {"ca": "Tancat per obres."}

    assert "Tancat per obres." in browser.get(move_url).text


def test_an_hour_of_another_office_is_none(browser, world, booked, move_url):
    browser.get(move_url)

    assert browser.get(f"{move_url}/999999").status_code == 404


def test_back_after_moving_leads_to_the_appointment(browser, booked, move_url):
    browser.get(move_url)
    confirm = browser.submit(button=NEW_HOUR)
    browser.submit(button="Canvia l'hora")

    page = browser.get(confirm.url)

    assert page.url.endswith(f"/c/{booked.token}")
    assert page.status_code == 200


def test_back_after_the_last_move_that_is_allowed_leads_there_too(browser, booked, move_url):
    with writing() as session:
        session.get_one(Office, session.get_one(Appointment, booked.appointment_id).office_id).max_moves = 1
    browser.get(move_url)
    confirm = browser.submit(button=NEW_HOUR)
    browser.submit(button="Canvia l'hora")

    assert browser.get(confirm.url).url.endswith(f"/c/{booked.token}")


class TestTheHourThatOneHasIsFreeWithSomebodyElse:
    @pytest.fixture
    def world(self, app):
        """Clara as ever; her colleague has 15:30, 16:00 and 16:30 of Tuesday free."""
        world = build_world(technicians=2)
        clara, colleague = world.technicians
        open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "18:30"), at(25, "9:00"), technicians=[clara])
        open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "16:30"), technicians=[colleague])
        return world

    def test_it_is_not_among_the_first_hours_nor_counted_in_the_day(self, browser, move_url):
        page = browser.get(move_url)

        assert page.texts("ul.first button")[0] == "dimarts 24 de novembre 16:00"
        assert page.texts("ul.days span")[0] == "3 hores · tarda"

    def test_it_is_not_among_the_hours_of_the_day(self, browser, move_url):
        page = browser.get(f"{move_url}/2026-11-24")

        assert page.texts("ul.hours button") == ["16:00", "16:30", "18:30"]

    def test_others_are_offered_it(self, app, browser, move_url):
        browser.get(move_url)

        assert Browser(app).get("/cita/gelida/consum/2026-11-24").texts("ul.hours button")[0] == "15:30"

    def test_it_is_not_offered_instead_of_a_lost_one(self, browser, world, move_url, clock):
        browser.get(f"{move_url}/2026-11-25")
        browser.submit(button=NEW_HOUR)
        clock.move_to(at(23, "9:11"))
        book_for(BERNAT, world, slot_at(at(25, "9:00")).id, now=at(23, "9:11"))

        page = browser.submit(button="Canvia l'hora")

        assert page.status_code == 409
        assert "dimarts 24 de novembre, 15:30" not in page.texts("fieldset label")

    def test_asking_for_it_all_the_same_leads_to_the_appointment(self, browser, world, booked, move_url):
        page = browser.get(move_url)
        own = slot_at(at(24, "15:30")).id

        answer = browser.post(f"{move_url}/{own}/guarda", {"csrf_token": page.forms[0].fields["csrf_token"].sent[0]})

        assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{booked.token}")
        assert slot_at(at(24, "15:30"), world.technicians[1]).held_by is None

    def test_an_hour_that_overlaps_it_is_another_hour(self, browser, world):
        hour = book_for(BERNAT, world, slot_at(at(24, "15:30")).id, service_id=world.long_service_id)

        page = browser.get(f"/c/{hour.token}/canvia/2026-11-24")

        assert page.texts("ul.hours button") == ["16:00"], "by half an hour, with the colleague"
