"""Our own waiting page in front of Teams."""

import pytest
from sqlalchemy import select

from booking.cancel import cancel
from booking.models import Appointment, Meeting
from booking.reschedule import reschedule
from database import db, writing
from tests.support.consumer import book_online
from tests.support.world import AINA, NOW, at, book_for, slot_at

TEAMS = "https://teams.example/l/1"


@pytest.fixture
def booked(world):
    return book_for(AINA, world, slot_at(at(24, "15:30")).id)


@pytest.fixture
def join_url(booked):
    return f"/c/{booked.token}/entrar"


@pytest.fixture
def meeting(booked):
    with writing() as session:
        session.scalars(select(Meeting)).one().join_url = TEAMS


def arrived_at(booked):
    return db.session.get_one(Appointment, booked.appointment_id).arrived_at


def test_the_press_records_the_arrival_and_leads_to_the_meeting(browser, booked, join_url, meeting, clock):
    clock.move_to(at(24, "15:25"))

    page = browser.submit(join_url, button="Entra a la videotrucada")

    assert (page.status_code, page.location) == (303, TEAMS)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert arrived_at(booked) == at(24, "15:25")


def test_looking_at_the_page_is_no_arrival(browser, booked, join_url, meeting, clock):
    clock.move_to(at(24, "15:25"))

    page = browser.get(join_url)

    assert "Falten 5 minuts" in page.text
    assert arrived_at(booked) is None


def test_only_the_pages_with_that_button_let_a_form_lead_away(browser, booked, join_url):
    assert "form-action" not in browser.get(join_url).headers["Content-Security-Policy"]
    assert "form-action 'self'" in browser.get(f"/c/{booked.token}").headers["Content-Security-Policy"]


def test_too_early_the_page_says_when_it_opens(browser, join_url, meeting):
    page = browser.get(join_url)

    assert "S'hi podrà entrar el dimarts 24 de novembre, 15:15." in page.text
    assert not page.forms


def test_a_forged_press_does_not_open_the_door_before_time(browser, booked, join_url, meeting):
    [form] = browser.get(f"/c/{booked.token}/anulla").forms

    page = browser.post(join_url, {"csrf_token": form.fields["csrf_token"].sent[0]})

    assert page.status_code == 409
    assert "S'hi podrà entrar" in page.text
    assert arrived_at(booked) is None


def test_a_late_technician_is_said_plainly_after_five_minutes(browser, join_url, meeting, clock):
    clock.move_to(at(24, "15:34"))
    assert "tard" not in browser.get(join_url).text

    clock.move_to(at(24, "15:35"))
    assert "El tècnic va una mica tard" in browser.get(join_url).text


def test_without_a_meeting_the_page_says_what_will_happen(browser, booked, join_url, clock):
    clock.move_to(at(24, "15:25"))

    page = browser.get(join_url)

    assert "La videotrucada encara no està a punt" in page.text
    assert page.link("938 000 000")


def test_after_the_call_another_one_is_offered(browser, join_url, meeting, clock):
    clock.move_to(at(24, "16:00"))

    page = browser.get(join_url)

    assert "La cita ja ha passat" in page.text
    assert page.link("Demana una altra cita").href == "/cita/gelida"


def test_a_cancelled_appointment_has_no_door(browser, booked, join_url, meeting):
    cancel(booked.appointment_id, None, NOW)

    assert "La cita està anul·lada" in browser.get(join_url).text


def test_the_old_link_shows_the_new_hour_after_a_move(browser, booked, join_url, meeting):
    reschedule(booked.appointment_id, slot_at(at(25, "9:00")).id, "aina", NOW)

    page = browser.get(join_url)

    assert "S'hi podrà entrar el dimecres 25 de novembre, 8:45." in page.text
    assert page.texts("s") == ["dimarts 24 de novembre, 15:30"]


def test_whoever_asked_to_be_rung_up_need_not_enter(browser, world):
    page = book_online(browser, phone="612 345 678", needs=["telephone_instead"])

    assert "Et trucarem nosaltres" in browser.get(f"{page.url}/entrar").text
