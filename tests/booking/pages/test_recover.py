"""A lost link: the same answer for everybody, a new link for the right person."""

import pytest
from sqlalchemy import select

from booking.models import Appointment, AppointmentLink, Message
from database import db, writing
from tests.support.world import AINA, NOW, at, book_for, minutes, slot_at


@pytest.fixture
def reference(world):
    """Of Aina's appointment, whose confirmation went out twenty minutes ago."""
    booked = book_for(AINA, world, slot_at(at(24, "15:30")).id, now=NOW - minutes(20))
    with writing() as session:
        for message in session.scalars(select(Message)):
            message.sent_at = NOW - minutes(19)
    return db.session.get_one(Appointment, booked.appointment_id).reference


def links():
    return db.session.scalars(select(AppointmentLink.token)).all()


def test_reference_and_mail_bring_a_new_link(browser, reference):
    page = browser.submit("/recupera", button="Envia'm l'enllaç", reference=reference, contact="aina@example.org")

    assert page.h1 == "Mira el correu"
    assert len(links()) == 2


def test_the_reference_may_be_written_as_it_is_heard(browser, reference):
    spoken = reference.lower().replace("-", " ")

    browser.submit("/recupera", button="Envia'm l'enllaç", reference=spoken, contact="aina@EXAMPLE.org")

    assert len(links()) == 2


@pytest.mark.parametrize("contact", ["bernat@example.org", "612 345 678"])
def test_a_stranger_gets_the_same_answer_and_nothing_happens(browser, reference, contact):
    right = browser.submit("/recupera", button="Envia'm l'enllaç", reference="ZZZ-ZZZ", contact="aina@example.org")
    wrong = browser.submit("/recupera", button="Envia'm l'enllaç", reference=reference, contact=contact)

    assert (wrong.url, wrong.status_code, wrong.data) == (right.url, right.status_code, right.data)
    assert len(links()) == 1


def test_what_cannot_be_a_reference_or_an_address_is_said_and_kept(browser, world):
    page = browser.submit("/recupera", button="Envia'm l'enllaç", reference="K7", contact="aina@")

    assert page.status_code == 422
    assert page.errors == [
        "Escriu-la com surt al correu: K7M-4PD si és d'una cita, E-7KMR-4PDX si és d'un expedient",
        "Escriu un correu com ara nom@exemple.cat o un telèfon com ara 612 345 678",
    ]
    assert page.form("recover").fields["contact"].sent == ["aina@"]


def test_the_language_changes_inside_the_form(browser, world):
    browser.get("/recupera")

    page = browser.submit(button="Español", reference="K7")

    assert page.language == "es"
    assert page.form("recover").fields["reference"].sent == ["K7"]
    assert page.errors == []
