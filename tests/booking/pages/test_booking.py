"""Booking, page by page, as a person without JavaScript does it."""

import pytest
from sqlalchemy import func, select

from booking.hold import release
from booking.models import Appointment, Office, Person
from database import db, writing
from tests.support.browser_client import Browser
from tests.support.consumer import AINA_TYPES, DAYS, FIRST_HOUR, book_online, to_check, to_details
from tests.support.world import BERNAT, NOW, at, book_for, minutes, open_slots, slot_at


def appointments():
    return list(db.session.scalars(select(Appointment).order_by(Appointment.id)))


def nothing_personal_is_stored():
    return db.session.scalar(select(func.count(Person.id))) == 0


def test_a_consumer_books_from_the_start_page_to_the_confirmation(browser, world):
    browser.get("/")
    browser.follow("Demana cita")
    browser.submit(q="gelida")
    browser.follow("Consum. Atenció telemàtica")
    browser.submit(button=FIRST_HOUR)
    browser.submit(button="Continua", **AINA_TYPES)
    page = browser.submit(button="Confirma la cita")

    assert page.h1 == "Ja tens la cita"
    [appointment] = appointments()
    assert appointment.starts_at == at(24, "15:30")
    assert (appointment.person.name, appointment.person.email) == ("Aina Roca", "aina@example.org")
    assert appointment.reference in page.text
    assert page.url.startswith("http://localhost/c/")


def test_everything_that_was_typed_reaches_the_appointment(browser, world):
    book_online(
        browser,
        phone="938 90 00 01",
        matter="Factura doble.\nNo contesten.",
        company="Llum i Gas, SA",
        needs=["sign_language", "accompanied"],
        language="es",
    )

    [appointment] = appointments()
    assert appointment.person.phone == "+34938900001"
    assert appointment.person.language == "es"
    assert appointment.matter == "Factura doble.\nNo contesten."
    assert appointment.company == "Llum i Gas, SA"
    assert appointment.needs == ["sign_language", "accompanied"]


def test_choosing_an_hour_holds_it_for_ten_minutes(browser, world):
    page = to_details(browser)

    assert page.status_code == 200
    assert "Et guardem l'hora fins a les 9:10." in page.text
    assert slot_at(at(24, "15:30")).held_until == NOW + minutes(10)


def test_each_step_keeps_the_hour_for_ten_more_minutes(browser, world, clock):
    to_details(browser)
    clock.shift(minutes(6))

    page = browser.submit(button="Continua", **AINA_TYPES)

    assert "Et guardem l'hora fins a les 9:16." in page.text


def test_more_time_can_be_had_without_losing_what_was_typed(browser, world, clock):
    to_details(browser)
    clock.shift(minutes(9))

    page = browser.submit(button="Necessito més temps", name="Aina Ro", email="aina@")

    assert "Et guardem l'hora fins a les 9:19." in page.text
    assert page.form("details").fields["name"].sent == ["Aina Ro"]
    assert page.form("details").fields["email"].sent == ["aina@"]
    assert page.errors == [], "nobody asked to go on yet"


def test_after_an_hour_of_renewing_more_time_is_not_offered(browser, world, clock):
    to_details(browser)
    for _ in range(6):
        clock.shift(minutes(9))
        page = browser.submit(button="Necessito més temps")

    assert "Et guardem l'hora fins a les 10:00." in page.text
    assert "Necessito més temps" not in [button.text for button in page.form("details").buttons]


def test_nothing_is_stored_before_the_last_press(browser, world):
    page = to_check(browser)

    assert page.h1 == "Revisa i confirma"
    assert nothing_personal_is_stored()


def test_the_check_page_shows_every_answer_and_what_comes_next(browser, world):
    page = to_check(browser, matter="Factura doble", needs=["sign_language"])

    assert page.texts("dl.rows dd:not(.row-action)") == [
        "Aina Roca",
        "aina@example.org",
        "Factura doble",
        "No ho has dit",
        "Intèrpret de llengua de signes catalana",
        "Català",
    ]
    assert "t'enviarem un correu a aina@example.org" in page.text


def test_the_card_says_that_we_ring_up_whoever_asked_for_it(browser, world):
    page = to_check(browser, phone="612 345 678", needs=["telephone_instead"])

    assert page.texts(".stub-where") == ["Et trucarem per telèfon · Gelida"]
    assert browser.submit(button="Confirma la cita").texts(".stub-where") == ["Et trucarem per telèfon · Gelida"]


def test_an_answer_can_be_changed_and_the_others_stay(browser, world):
    to_check(browser, matter="Factura doble")

    browser.submit(button="Canvia nom i cognoms")
    browser.submit(button="Continua", name="Aina Roca Puig")
    browser.submit(button="Confirma la cita")

    [appointment] = appointments()
    assert (appointment.person.name, appointment.matter) == ("Aina Roca Puig", "Factura doble")


def test_a_mistyped_mail_domain_brings_a_suggestion_and_no_barrier(browser, world):
    page = to_check(browser, email="aina@gmial.com")

    assert "Volies dir aina@gmail.com?" in page.text
    assert browser.submit(button="Confirma la cita").h1 == "Ja tens la cita"


def test_somebody_without_mail_leaves_a_telephone(browser, world):
    page = book_online(browser, email="", phone="612 345 678")

    assert page.h1 == "Ja tens la cita"
    assert page.query("svg.segno"), "the address of the page to print"


def test_a_double_click_makes_one_appointment(browser, world):
    check = to_check(browser)
    first = browser.submit(button="Confirma la cita")

    browser.last = check
    second = browser.submit(button="Confirma la cita")

    assert first.url == second.url
    assert len(appointments()) == 1


def test_back_after_booking_leads_to_the_appointment(browser, world):
    details = to_details(browser)
    browser.submit(button="Continua", **AINA_TYPES)
    booked = browser.submit(button="Confirma la cita")

    assert browser.get(details.url).url == booked.url
    browser.last = details
    assert browser.submit(button="Continua", **AINA_TYPES).url == booked.url
    assert len(appointments()) == 1


def test_two_tabs_hold_one_hour_and_book_what_each_shows(browser, world):
    one = to_details(browser, "dimarts 24 de novembre, 15:30")
    to_details(browser, "dimarts 24 de novembre, 16:00")
    assert slot_at(at(24, "15:30")).held_by is None, "one hold per browser"

    browser.last = one
    browser.submit(button="Continua", **AINA_TYPES)
    page = browser.submit(button="Confirma la cita")

    assert page.h1 == "Ja tens la cita"
    assert [appointment.starts_at for appointment in appointments()] == [at(24, "15:30")]


def test_a_hold_that_ended_is_taken_up_again_when_the_hour_is_still_free(browser, world, clock):
    to_details(browser)
    clock.shift(minutes(11))

    page = browser.submit(button="Continua", **AINA_TYPES)

    assert page.h1 == "Revisa i confirma"
    assert slot_at(at(24, "15:30")).held_until == NOW + minutes(21)


def test_a_page_opened_again_after_the_hold_says_that_the_hour_is_still_free(browser, world, clock):
    page = to_details(browser)
    clock.shift(minutes(11))

    page = browser.get(page.url)

    assert page.status_code == 200
    assert "Encara és lliure" in page.text


class TestAnHourLostWhileTyping:
    @pytest.fixture
    def lost(self, browser, world, clock):
        """Aina took longer than her hold, and Bernat has booked the hour."""
        to_details(browser)
        clock.shift(minutes(11))
        book_for(BERNAT, world, slot_at(at(24, "15:30")).id, now=NOW + minutes(11))
        return browser.submit(button="Continua", **AINA_TYPES, matter="Factura doble")

    def test_the_form_comes_back_as_typed_with_the_nearest_hours(self, lost):
        assert lost.status_code == 409
        assert lost.errors == [
            "Aquesta hora l'acaba de reservar una altra persona. Tria'n una altra; les teves dades segueixen aquí."
        ]
        assert lost.texts("fieldset.choices label")[:4] == [
            "dimarts 24 de novembre, 16:00",
            "dimarts 24 de novembre, 18:30",
            "dimecres 25 de novembre, 9:00",
            "Prefereixo que em truqueu per telèfon, sense vídeo",
        ]
        assert lost.form("details").fields["matter"].sent == ["Factura doble"]
        assert not db.session.scalar(select(Person.id).where(Person.name == "Aina Roca"))

    def test_choosing_one_goes_on_as_before(self, browser, world, lost):
        browser.submit(button="Continua", slot=slot_at(at(24, "18:30")).id)
        page = browser.submit(button="Confirma la cita")

        assert page.h1 == "Ja tens la cita"
        assert [appointment.starts_at for appointment in appointments()] == [at(24, "15:30"), at(24, "18:30")]

    def test_more_hours_come_by_day_in_the_same_form(self, browser, world, lost):
        open_slots(world, at(4, "10:00", month=12))

        page = browser.submit(button="Més hores")

        assert page.status_code == 409
        assert page.texts("fieldset .day-head") == [
            "dimarts 24 de novembre",
            "dimecres 25 de novembre",
            "divendres 4 de desembre",
        ]
        assert page.form("details").fields["name"].sent == ["Aina Roca"]

    def test_going_on_without_choosing_shows_the_hours_again(self, browser, lost):
        page = browser.submit(button="Continua")

        assert page.status_code == 409
        assert "16:00" in page.text

    def test_opening_the_page_again_says_the_same(self, browser, lost):
        assert browser.get(lost.url).status_code == 409

    def test_the_other_languages_say_it_too(self, browser, lost):
        page = browser.submit(button="Español")

        assert (page.status_code, page.language) == (409, "es")
        assert page.form("details").fields["name"].sent == ["Aina Roca"]


def test_an_hour_lost_at_the_last_press_is_said_there_and_nothing_is_stored(browser, world):
    to_check(browser)
    with writing() as session:
        release(session, slot_at(at(24, "15:30")).held_by, NOW)
    book_for(BERNAT, world, slot_at(at(24, "15:30")).id)

    page = browser.submit(button="Confirma la cita")

    assert page.status_code == 409
    assert page.form("details").fields["name"].sent == ["Aina Roca"]
    assert len(appointments()) == 1


def test_somebody_who_was_faster_leaves_the_other_hours_of_the_day(browser, app, world):
    browser.get(DAYS)
    to_details(Browser(app))

    page = browser.submit(button=FIRST_HOUR)

    assert page.status_code == 409
    assert page.errors == ["Aquesta hora l'acaba de reservar una altra persona. Tria'n una altra."]
    assert page.texts("ul.hours button") == ["16:00", "18:30"]
    assert page.link("Español").href == f"/es{DAYS}/2026-11-24"


def test_a_person_with_too_many_appointments_is_told_what_to_do(browser, world):
    with writing() as session:
        session.get_one(Office, world.office_id).max_open_appointments = 1
    book_online(browser, FIRST_HOUR)

    page = book_online(browser, "dimarts 24 de novembre, 16:00")

    assert page.status_code == 409
    assert page.errors[0].startswith("Ja tens altres cites demanades")
    assert page.form("details").fields["name"].sent == ["Aina Roca"]
    assert len(appointments()) == 1


def test_a_service_of_an_hour_takes_two_slots(browser, world):
    browser.get("/cita/gelida/mediacio")
    browser.submit(button=FIRST_HOUR)
    browser.submit(button="Continua", **AINA_TYPES)
    page = browser.submit(button="Confirma la cita")

    assert "60 minuts" in page.text
    assert slot_at(at(24, "16:00")).appointment_id == appointments()[0].id


def test_the_cookie_is_small_and_says_nothing_of_the_person(browser, world):
    book_online(browser)

    cookie = browser.client.get_cookie("session").value
    payload = browser.app.session_interface.get_signing_serializer(browser.app).loads(cookie)

    assert len(cookie) < 512
    assert set(payload) <= {"csrf_token", "browser", "booked", "new", "municipality"}
    assert "Aina" not in str(payload)
