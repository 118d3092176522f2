"""Booking: one hour, one appointment, and everything that it promises."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.errors import NotOffered, ServiceClosed, SlotTaken, TooManyAppointments
from booking.models import Appointment, CalendarEntry, Meeting, Message, Office, Person, Slot
from database import db, writing
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, minutes, open_slots, slot_at


@pytest.fixture
def world(app):
    return build_world()


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_booking_takes_the_slot_and_promises_a_meeting_and_letters(world):
    [slot] = open_slots(world, at(24, "15:30"))

    booked = book_for(AINA, world, slot)

    appointment = db.session.get_one(Appointment, booked.appointment_id)
    assert (appointment.starts_at, appointment.ends_at) == (at(24, "15:30"), at(24, "16:00"))
    assert appointment.person.name == "Aina Roca"
    assert slot_at(at(24, "15:30")).appointment_id == appointment.id
    assert count(Meeting) == 1
    assert set(db.session.scalars(select(Message.kind))) == {"confirmed", "technician_booked"}
    assert db.session.get_one(CalendarEntry, appointment.id).sequence == 0


def test_somebody_without_mail_gets_no_letter_but_the_technician_does(world):
    [slot] = open_slots(world, at(24, "15:30"))

    book_for(replace(AINA, email=None, phone="+34938000001"), world, slot)

    assert list(db.session.scalars(select(Message.kind))) == ["technician_booked"]


def test_a_slot_taken_meanwhile_offers_the_nearest_times(world):
    slot, *_ = open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "18:30"), at(25, "9:00"))
    book_for(BERNAT, world, slot)

    with pytest.raises(SlotTaken) as refusal:
        book_for(AINA, world, slot)

    assert [hour.starts_at for hour in refusal.value.nearest] == [at(24, "16:00"), at(24, "18:30"), at(25, "9:00")]
    assert count(Person) == 1, "nothing of Aina's is stored"


def test_the_same_form_sent_twice_gives_the_same_appointment(world):
    first, second = open_slots(world, at(24, "15:30"), at(24, "16:00"))
    made = book_for(AINA, world, first, once_key="form-1")

    resent = book_for(AINA, world, first, once_key="form-1")
    changed = book_for(AINA, world, second, once_key="form-1")

    assert resent.appointment_id == changed.appointment_id == made.appointment_id
    assert resent.token == made.token
    assert resent.again
    assert count(Appointment) == 1


@pytest.mark.parametrize("start", [at(23, "10:30"), at(23, "9:30", month=10), at(15, "9:00", month=1)])
def test_an_hour_outside_notice_and_horizon_is_not_offered(world, start):
    [slot] = open_slots(world, start)

    with pytest.raises(NotOffered):
        book_for(AINA, world, slot)


def test_an_hour_at_the_very_edge_of_notice_and_horizon_can_be_booked(world):
    soon, late = open_slots(world, NOW + minutes(120), NOW + timedelta(days=45))

    book_for(AINA, world, soon)
    book_for(BERNAT, world, late)

    assert count(Appointment) == 2


def test_a_municipality_of_another_office_cannot_book_here(world):
    [slot] = open_slots(world, at(24, "15:30"))

    with pytest.raises(NotOffered):
        book_for(AINA, replace(world, municipality_id="08019"), slot)


def test_a_blocked_slot_cannot_be_booked(world):
    [slot] = open_slots(world, at(24, "15:30"))
    with writing() as session:
        session.get_one(Slot, slot).blocked = "absence"

    with pytest.raises(SlotTaken):
        book_for(AINA, world, slot)


def test_a_closed_office_says_so(world):
    [slot] = open_slots(world, at(24, "15:30"))
    with writing() as session:
        session.get_one(Office, world.office_id).closed_notice = {"ca": "Tancat per obres"}

    with pytest.raises(ServiceClosed) as refusal:
        book_for(AINA, world, slot)

    assert refusal.value.notice["ca"] == "Tancat per obres"


def test_nobody_has_more_open_appointments_than_the_office_allows(world):
    first, second, third = open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "16:30"))
    book_for(AINA, world, first)
    book_for(replace(AINA, name="Aina, amb una altra clau"), world, second)

    with pytest.raises(TooManyAppointments):
        book_for(AINA, world, third)

    assert slot_at(at(24, "16:30")).appointment_id is None


def test_a_service_of_an_hour_takes_two_consecutive_slots(world):
    first, *_ = open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "17:00"))

    booked = book_for(AINA, world, first, service_id=world.long_service_id)

    assert {slot_at(at(24, "15:30")).appointment_id, slot_at(at(24, "16:00")).appointment_id} == {booked.appointment_id}
    assert slot_at(at(24, "17:00")).appointment_id is None


def test_a_service_of_an_hour_is_not_offered_where_only_half_an_hour_is_free(world):
    first, second = open_slots(world, at(24, "15:30"), at(24, "16:00"))
    book_for(BERNAT, world, second)

    with pytest.raises(SlotTaken):
        book_for(AINA, world, first, service_id=world.long_service_id)


class TestAPool:
    @pytest.fixture
    def world(self, app):
        return build_world(technicians=3)

    def test_as_many_as_there_are_technicians_can_book_an_hour(self, world):
        slot, *_ = open_slots(world, at(24, "15:30"))
        guests = [replace(AINA, email=f"aina{number}@example.org") for number in range(4)]

        for guest in guests[:3]:
            book_for(guest, world, slot)
        with pytest.raises(SlotTaken):
            book_for(guests[3], world, slot)

        assert set(db.session.scalars(select(Appointment.technician_id))) == set(world.technicians)

    def test_the_technician_with_fewest_calls_around_gets_the_next_one(self, world):
        open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "16:30"), technicians=world.technicians[:1])
        open_slots(world, at(24, "16:30"), technicians=world.technicians[1:2])
        book_for(AINA, world, slot_at(at(24, "15:30")).id)

        booked = book_for(BERNAT, world, slot_at(at(24, "16:30"), world.technicians[0]).id)

        appointment = db.session.get_one(Appointment, booked.appointment_id)
        assert appointment.technician_id == world.technicians[1]
        assert appointment.assigned_because == "least_load"
