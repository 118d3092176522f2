"""Booking, page by page, as a person without JavaScript does it."""

import pytest
import time_machine
from sqlalchemy import select

from booking.models import Appointment, Person, Slot
from database import db
from tests.support.world import NOW, at, build_world, open_slots


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def world(app):
    world = build_world(technicians=2)
    open_slots(world, at(24, "15:30"), at(24, "16:00"), at(25, "9:00"))
    return world


DETAILS = {"name": "Aina Roca", "email": "aina@example.org", "privacy_read": True}


def test_a_consumer_books_from_the_start_page_to_the_confirmation(browser, world):
    browser.get("/")
    browser.follow("Demana cita")
    browser.submit(q="gelida")
    browser.follow("Consum. Atenció telemàtica")
    browser.submit(button="dimarts 24 de novembre, 15:30")
    browser.submit(button="Continua", **DETAILS)
    page = browser.submit(button="Confirma la cita")

    assert page.status_code == 200
    assert page.h1 == "Ja tens la cita"
    appointment = db.session.scalars(select(Appointment)).one()
    assert appointment.starts_at == at(24, "15:30")
    assert appointment.person.name == "Aina Roca"
