"""The page of an appointment: what is true now, for whoever has its address, and for nobody else."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from booking.cancel import cancel
from booking.models import Appointment, AppointmentLink, CalendarEntry, Meeting, Message
from booking.recover_link import recover_link
from booking.reschedule import reschedule
from database import db, writing
from tests.support.browser_client import Browser
from tests.support.consumer import address_of, book_online
from tests.support.world import AINA, NOW, at, book_for, minutes, slot_at


@pytest.fixture
def booked(world):
    """Aina's appointment of Tuesday 15:30."""
    return book_for(AINA, world, slot_at(at(24, "15:30")).id)


@pytest.fixture
def page_of(browser, booked):
    """Opens the page of the appointment."""
    return lambda: browser.get(f"/c/{booked.token}")


def meeting_is_ready():
    with writing() as session:
        session.scalars(select(Meeting)).one().join_url = "https://teams.example/l/1"


def letters_are_sent(moment):
    with writing() as session:
        for message in session.scalars(select(Message)):
            message.sent_at = moment


def test_the_page_says_that_it_is_new_once(browser, world):
    page = book_online(browser)

    assert page.h1 == "Ja tens la cita"
    assert "aina@example.org" in page.text
    assert browser.get(page.url).h1 == "La teva cita"


def test_somebody_else_with_the_address_is_not_congratulated(browser, app, world):
    url = book_online(browser).url

    assert Browser(app).get(url).h1 == "La teva cita"


def test_an_appointment_to_come_shows_what_can_be_done_until_when(page_of):
    page = page_of()

    assert "Confirmada" in page.text
    assert {"Canvia l'hora", "Anul·la la cita", "Afegeix al calendari", "Entra a la videotrucada"} <= {
        link.text for link in page.links
    }
    assert "Pots canviar l'hora fins al dimarts 24 de novembre, 13:30." in page.text
    assert "Pots anul·lar-la fins al dimarts 24 de novembre, 14:30" in page.text


def test_a_call_that_is_still_being_prepared_is_said_to_be_so(page_of):
    assert "Estem preparant la videotrucada" in page_of().text

    meeting_is_ready()

    assert "Estem preparant la videotrucada" not in page_of().text


def test_the_teams_link_itself_is_on_no_page(browser, booked, page_of):
    meeting_is_ready()

    assert "teams.example" not in page_of().html
    assert "teams.example" not in browser.get(f"/c/{booked.token}/entrar").html


def test_what_we_sent_and_when_is_listed(page_of):
    letters_are_sent(NOW + minutes(1))

    assert page_of().texts("ol.timeline li") == [
        "dilluns 23 de novembre, 9:00 Vas demanar la cita",
        "dilluns 23 de novembre, 9:01 T'hem enviat la confirmació",
    ]


def test_a_letter_on_its_way_and_one_that_was_refused_are_said_too(page_of):
    assert "T'estem enviant un correu" in page_of().text

    with writing() as session:
        for message in session.scalars(select(Message)):
            message.given_up_at = NOW

    assert "El teu correu no ha acceptat el nostre missatge" in page_of().text


def test_a_moved_appointment_says_where_it_was(booked, page_of):
    reschedule(booked.appointment_id, slot_at(at(25, "9:00")).id, "aina", NOW)

    page = page_of()

    assert "dimecres" in page.texts(".stub")[0]
    assert page.texts("s") == ["dimarts 24 de novembre, 15:30"]


def test_a_cancelled_appointment_says_so_and_offers_another(booked, page_of):
    cancel(booked.appointment_id, None, NOW)

    page = page_of()

    assert page.h1 == "La cita està anul·lada"
    assert page.link("Demana una altra cita").href == "/cita/gelida"
    assert "Canvia l'hora" not in page.text


@pytest.mark.parametrize(
    ("clock_shows", "shown", "hidden"),
    [
        (at(24, "13:31"), "Anul·la la cita", "Canvia l'hora"),
        (at(24, "14:31"), "Ja no es pot canviar per internet", "Anul·la la cita"),
        (at(24, "15:15"), "És ara", "Què passa ara"),
        (at(24, "16:00"), "No t'hi vam trobar", "Entra a la videotrucada"),
    ],
)
def test_the_page_follows_the_clock(page_of, clock, clock_shows, shown, hidden):
    clock.move_to(clock_shows)

    page = page_of()

    assert shown in page.text
    assert hidden not in page.text


def test_after_a_call_that_took_place_nobody_is_reproached(booked, page_of, clock):
    with writing() as session:
        session.get_one(Appointment, booked.appointment_id).arrived_at = at(24, "15:29")
    clock.move_to(at(24, "16:00"))

    assert page_of().h1 == "La cita ja s'ha fet"


def test_whoever_asked_to_be_rung_up_sees_the_number_and_no_door(browser, world):
    page = book_online(browser, phone="612 345 678", needs=["telephone_instead"])

    assert "Et trucarem al 612 34 56 78" in page.text
    assert "Entra a la videotrucada" not in [link.text for link in page.links]


@pytest.mark.parametrize("rest", ["", "/entrar", "/canvia", "/anulla", "/cita.ics"])
def test_a_replaced_link_says_that_there_is_a_newer_one(browser, booked, rest):
    letters_are_sent(NOW)
    reference = db.session.get_one(Appointment, booked.appointment_id).reference
    recover_link(reference, "aina@example.org", None, NOW + minutes(20))

    page = browser.get(f"/c/{booked.token}{rest}")

    assert page.status_code == 410
    assert page.h1 == "Hi ha un enllaç més nou"
    assert page.link("Envia'm un enllaç nou").href == "/recupera"
    assert "Aina" not in page.text
    newest = db.session.scalars(AppointmentLink.current(booked.appointment_id)).one()
    assert browser.get(f"/c/{newest.token}").status_code == 200


@pytest.mark.parametrize("rest", ["", "/entrar", "/canvia", "/anulla", "/cita.ics", "/canvia/2026-11-25"])
def test_a_forged_token_opens_nothing(browser, booked, rest):
    forged = booked.token[:-1] + ("A" if booked.token[-1] != "A" else "B")

    assert browser.get(f"/c/{forged}{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["", "/entrar", "/canvia", "/anulla", "/cita.ics"])
def test_personal_pages_are_kept_by_nobody_and_found_by_no_search(browser, booked, rest):
    page = browser.get(f"/c/{booked.token}{rest}")

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_stays_the_same_in_the_other_languages(browser, booked):
    page = browser.get(f"/es/c/{booked.token}")

    assert page.language == "es"
    assert address_of(page) == f"/c/{booked.token}"


class TestTheCalendarFile:
    def event_of(self, page):
        return Calendar.from_ical(page.data).walk("VEVENT")[0]

    def test_it_is_the_entry_of_the_mails(self, browser, booked):
        page = browser.get(f"/c/{booked.token}/cita.ics")

        entry = db.session.get_one(CalendarEntry, booked.appointment_id)
        event = self.event_of(page)
        assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert page.headers["Content-Disposition"] == 'attachment; filename="cita.ics"'
        assert (str(event["UID"]), event["SEQUENCE"]) == (entry.uid, 0)
        assert event.start == at(24, "15:30")
        assert str(event["URL"]) == f"http://localhost/c/{booked.token}/entrar"

    def test_it_follows_a_move(self, browser, booked):
        reschedule(booked.appointment_id, slot_at(at(25, "9:00")).id, "aina", NOW)
        moved = self.event_of(browser.get(f"/c/{booked.token}/cita.ics"))
        assert (moved.start, moved["SEQUENCE"]) == (at(25, "9:00"), 1)

    def test_a_cancelled_appointment_has_nothing_for_a_calendar(self, browser, booked):
        cancel(booked.appointment_id, None, NOW)

        assert browser.get(f"/c/{booked.token}/cita.ics").h1 == "La cita està anul·lada"

    def test_somebody_without_mail_has_one_without_addressee(self, browser, world):
        page = book_online(browser, email="", phone="612 345 678")

        assert "ATTENDEE" not in self.event_of(browser.get(f"{page.url}/cita.ics"))
