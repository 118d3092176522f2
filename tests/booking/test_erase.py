"""Erasing: what named a person goes, what the figures need stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.cancel import cancel
from booking.erase import KEPT, erase_by_rule, erase_on_request
from booking.models import Appointment, AppointmentLink, Person
from database import db
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, minutes, open_slots


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def aina(world):
    [slot] = open_slots(world, at(24, "15:30"))
    return book_for(AINA, world, slot).appointment_id


def names():
    return list(db.session.scalars(select(Person.name).order_by(Person.id)))


def test_a_year_after_the_call_the_person_is_erased_and_the_appointment_stays(aina):
    assert erase_by_rule(at(24, "16:00") + KEPT) == 1

    person = db.session.scalars(select(Person)).one()
    assert (person.name, person.email, person.phone) == ("", None, None)
    appointment = db.session.get_one(Appointment, aina)
    assert (appointment.matter, appointment.company, appointment.needs) == ("", "", [])
    assert appointment.starts_at == at(24, "15:30")


def test_a_day_earlier_nobody_is_erased(aina):
    assert erase_by_rule(at(24, "16:00") + KEPT - timedelta(days=1)) == 0

    assert names() == ["Aina Roca"]


def test_erasing_twice_finds_nobody_the_second_time(aina):
    erase_by_rule(at(24, "16:00") + KEPT)

    assert erase_by_rule(at(24, "16:00") + KEPT) == 0


def test_an_erased_persons_link_no_longer_opens_anything(aina):
    erase_by_rule(at(24, "16:00") + KEPT)

    assert db.session.scalar(select(func.count()).where(AppointmentLink.revoked_at.is_(None))) == 0


def test_somebody_who_asks_is_erased_after_the_appointment_and_not_before(world, aina):
    [slot] = open_slots(world, at(25, "15:30"))
    book_for(BERNAT, world, slot)
    reference = db.session.get_one(Appointment, aina).reference

    with pytest.raises(ValueError, match="still to come"):
        erase_on_request(reference, NOW)
    cancel(aina, None, NOW)

    assert erase_on_request(reference.lower(), NOW + minutes(1))
    assert names() == ["", "Bernat Vila"]


def test_an_unknown_reference_erases_nobody(aina):
    assert not erase_on_request("ZZZ-ZZZ", NOW)

    assert names() == ["Aina Roca"]
