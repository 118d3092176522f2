"""Booking in somebody's name: on the telephone, or at the desk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from booking.book import Guest
from booking.coordinate.book_for_person import StaffRequest, book_for_person
from booking.coordinate.errors import HourTaken, Impossible, ReasonWanted
from booking.coordinate.rules import Place, Rule
from booking.errors import NotOffered
from booking.models import Appointment, AppointmentEvent, Meeting, Message, Office, Service
from database import db
from staff.models import AuditEntry
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import appointment, change
from tests.support.world import AINA, MADRID, NOW, at, minutes, open_slots, slot_at

HOUR = at(24, "15:30")
BY_PHONE = Guest("Pere Mas", email=None, phone="+34612345678", language="ca")


@pytest.fixture(autouse=True)
def hours(world):
    open_slots(world, HOUR, at(23, "9:00"))


@pytest.fixture
def wanted(world, clara):
    return StaffRequest(
        office_id=world.office_id,
        service_id=world.service_id,
        municipality_id=world.municipality_id,
        place=Place(clara, HOUR),
        once_key=uuid4().hex,
        privacy_version="test",
    )


def book(wanted, guest=BY_PHONE, now=NOW, **changes):
    db.session.rollback()
    return book_for_person(replace(wanted, **changes), guest, DIDAC, now, MADRID)


def test_the_appointment_is_as_any_other_and_says_who_made_it(wanted, clara):
    booked = book(wanted)

    one = appointment(booked.appointment_id)
    assert (one.technician_id, one.starts_at, one.person.name) == (clara, HOUR, "Pere Mas")
    assert slot_at(HOUR, clara).appointment_id == one.id
    assert db.session.scalars(select(AppointmentEvent.actor)).all() == ["7"]
    assert db.session.scalars(select(AuditEntry.action)).all() == ["appointment_booked"]
    assert db.session.scalars(select(Meeting.technician_id)).all() == [clara]


def test_somebody_without_mail_gets_no_letter_and_the_technician_does(wanted, clara):
    book(wanted)

    told = db.session.execute(select(Message.technician_id, Message.kind)).all()
    assert told == [(clara, "technician_booked")]


def test_somebody_with_mail_gets_the_confirmation(wanted):
    book(wanted, AINA)

    assert "confirmed" in db.session.scalars(select(Message.kind)).all()


def test_an_hour_that_has_begun_is_given_to_whoever_stands_at_the_desk(wanted, clara):
    at_ten_past = NOW + minutes(10)

    with pytest.raises(ReasonWanted) as refusal:
        book(wanted, place=Place(clara, NOW), now=at_ten_past)
    booked = book(wanted, place=Place(clara, NOW), now=at_ten_past, reason="Ha vingut a l'oficina")

    assert refusal.value.rules == [Rule.NOTICE]
    assert appointment(booked.appointment_id).starts_at == NOW


def test_an_hour_of_which_little_is_left_is_not(wanted, clara):
    with pytest.raises(Impossible):
        book(wanted, place=Place(clara, NOW), now=NOW + minutes(21), reason="Ha vingut")


def test_more_appointments_than_the_office_allows_need_a_reason(wanted):
    change(Office, max_open_appointments=0)

    with pytest.raises(ReasonWanted) as refusal:
        book(wanted)

    assert refusal.value.rules == [Rule.CEILING]
    assert book(wanted, reason="Dos casos diferents")


def test_it_works_while_the_site_takes_no_bookings(wanted):
    change(Office, closed_notice={"ca": "Tancat"})

    assert book(wanted)


def test_the_same_form_sent_twice_is_one_appointment(app, wanted):
    def press(_):
        with app.app_context():
            booked = book_for_person(wanted, BY_PHONE, DIDAC, NOW, MADRID)
            db.session.remove()
            return booked.appointment_id

    db.session.rollback()
    with ThreadPoolExecutor(3) as people:
        ids = set(people.map(press, range(3)))

    assert len(ids) == 1
    assert len(db.session.scalars(select(Appointment)).all()) == 1


def test_an_hour_that_somebody_has_taken_meanwhile_is_refused(wanted):
    book(wanted)

    with pytest.raises(HourTaken):
        book(wanted, once_key="another form")


def test_a_service_that_is_not_offered_or_a_place_that_is_not_served_is_refused(world, wanted):
    with pytest.raises(NotOffered):
        book(wanted, municipality_id="08019")
    with pytest.raises(NotOffered):
        book(wanted, service_id=999)
    change(Service, withdrawn_at=NOW)
    with pytest.raises(NotOffered):
        book(wanted)
