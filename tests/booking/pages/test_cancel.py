"""Cancelling from the page of the appointment: one question, one press."""

import pytest
from sqlalchemy import select

from booking.models import Appointment, AppointmentEvent
from database import db
from tests.support.world import AINA, BERNAT, at, book_for, slot_at


@pytest.fixture
def booked(world):
    return book_for(AINA, world, slot_at(at(24, "15:30")).id)


@pytest.fixture
def cancel_url(booked):
    return f"/c/{booked.token}/anulla"


def appointment_of(booked):
    return db.session.get_one(Appointment, booked.appointment_id)


def test_a_consumer_cancels_from_the_page_of_the_appointment(browser, booked):
    browser.get(f"/c/{booked.token}")
    browser.follow("Anul·la la cita")
    page = browser.submit(button="Anul·la la cita", reason="solved")

    assert page.h1 == "La cita està anul·lada"
    assert appointment_of(booked).cancel_reason == "solved"
    assert slot_at(at(24, "15:30")).appointment_id is None


@pytest.mark.parametrize("reason", [None, "rather_not_say"])
def test_no_reason_is_asked_of_anybody(browser, booked, cancel_url, reason):
    browser.submit(cancel_url, button="Anul·la la cita", **({"reason": reason} if reason else {}))

    assert appointment_of(booked).cancelled_at is not None
    assert appointment_of(booked).cancel_reason is None


def test_opening_the_page_cancels_nothing(browser, booked, cancel_url):
    browser.get(cancel_url)
    browser.follow("No, mantén-la")

    assert appointment_of(booked).cancelled_at is None


def test_cancelling_twice_is_cancelling_once(browser, booked, cancel_url):
    question = browser.get(cancel_url)
    browser.submit(button="Anul·la la cita")
    browser.last = question

    assert browser.submit(button="Anul·la la cita").h1 == "La cita està anul·lada"
    assert "La cita ja està anul·lada" in browser.get(cancel_url).text
    events = db.session.scalars(select(AppointmentEvent.kind).where(AppointmentEvent.kind == "cancelled")).all()
    assert len(events) == 1


@pytest.mark.parametrize(
    ("clock_shows", "words"),
    [(at(24, "14:31"), "Falta massa poc per a la cita."), (at(24, "15:31"), "La cita ja ha començat o ja ha passat.")],
)
def test_too_late_the_page_says_so_and_gives_the_telephone(browser, booked, cancel_url, clock, clock_shows, words):
    clock.move_to(clock_shows)

    page = browser.get(cancel_url)

    assert words in page.text
    assert page.link("938 000 000")


def test_too_late_between_question_and_answer_cancels_nothing(browser, booked, cancel_url, clock):
    browser.get(cancel_url)
    clock.move_to(at(24, "14:31"))

    page = browser.submit(button="Anul·la la cita")

    assert page.status_code == 409
    assert appointment_of(booked).cancelled_at is None


def test_a_freed_hour_can_be_booked_at_once(browser, world, cancel_url):
    browser.submit(cancel_url, button="Anul·la la cita")

    assert book_for(BERNAT, world, slot_at(at(24, "15:30")).id)
