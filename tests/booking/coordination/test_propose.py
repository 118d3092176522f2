"""Where calls could go: the same hour with a colleague, by load, else the nearest hour; never one hour twice.

A call that can stay where it is keeps its hour, and its technician, unless somebody chooses otherwise.
"""

import pytest
from sqlalchemy import select

from booking.coordinate.propose import FreeHours, propose
from booking.coordinate.rules import Place
from booking.models import Appointment, Office, Slot
from database import db, writing
from tests.booking.coordination.people import several
from tests.support.queries import counted
from tests.support.world import AINA, NOW, at, book_for, minutes, open_slots, slot_at

HOUR = at(24, "15:30")


def calls_of(world, technician, *starts, guests=None, service_id=None):
    """Appointments of this technician at these hours."""
    found = []
    for guest, start in zip(guests or several(len(starts)), starts, strict=True):
        slots = db.session.scalars(select(Slot).where(Slot.starts_at == start, Slot.technician_id == technician)).all()
        slot = slots[0].id if slots else open_slots(world, start, technicians=[technician])[0]
        with writing() as session:
            others = db.update(Slot).where(Slot.starts_at == start, Slot.technician_id != technician)
            session.execute(others.values(blocked="outlook"))
        found.append(book_for(guest, world, slot, service_id=service_id).appointment_id)
        with writing() as session:
            session.execute(db.update(Slot).where(Slot.blocked == "outlook").values(blocked=None))
    return found


def proposals(ids, only=None, away=None, can_stay=()):
    """By appointment id: the way and the place."""
    db.session.rollback()
    calls = db.session.scalars(select(Appointment).where(Appointment.id.in_(ids))).all()
    office = db.session.scalars(select(Office)).one()
    free = FreeHours(db.session(), office, [one.starts_at for one in calls], NOW)
    if away:
        free.leave_out(*away)
    return {one.appointment.id: (one.way, one.place) for one in propose(calls, free, only, can_stay)}


def test_a_colleague_who_is_free_at_the_same_hour_comes_first(world, clara, marti):
    [aina] = calls_of(world, clara, HOUR)
    open_slots(world, HOUR, technicians=[marti])
    open_slots(world, at(24, "16:00"), technicians=[clara])

    assert proposals([aina]) == {aina: ("same_hour", Place(marti, HOUR))}


def test_of_several_colleagues_the_one_with_least_to_do(world, clara, marti, nuria):
    calls_of(world, marti, at(24, "9:00"))
    open_slots(world, HOUR, technicians=[marti, nuria])
    [aina] = calls_of(world, clara, HOUR, guests=[AINA])

    assert proposals([aina]) == {aina: ("same_hour", Place(nuria, HOUR))}


def test_one_hour_is_proposed_to_one_call_only(world, clara, marti, nuria):
    open_slots(world, HOUR, at(25, "9:00"), technicians=[nuria])
    first, second = calls_of(world, clara, HOUR) + calls_of(world, marti, HOUR, guests=[AINA])

    found = proposals([first, second])

    assert found[first] == ("same_hour", Place(nuria, HOUR))
    assert found[second] == ("nearest", Place(nuria, at(25, "9:00")))


def test_otherwise_the_nearest_hour_within_notice_is_proposed(world, clara, marti):
    [aina] = calls_of(world, clara, HOUR)
    open_slots(world, NOW + minutes(30), at(24, "14:00"), at(24, "18:00"), technicians=[marti])

    assert proposals([aina]) == {aina: ("nearest", Place(marti, at(24, "14:00")))}


def test_whoever_is_away_then_is_not_proposed_even_before_it_is_on_file(world, clara, marti):
    [aina] = calls_of(world, clara, HOUR)
    open_slots(world, HOUR, technicians=[marti])
    open_slots(world, at(24, "17:00"), at(26, "9:00"), technicians=[clara])

    away = (None, at(24, "0:00"), at(25, "0:00"))
    assert proposals([aina], away=away) == {aina: ("nearest", Place(clara, at(26, "9:00")))}


def test_a_long_call_needs_a_colleague_who_is_free_for_all_of_it(world, clara, marti, nuria):
    open_slots(world, HOUR, HOUR + minutes(30))
    [aina] = calls_of(world, clara, HOUR, service_id=world.long_service_id)
    with writing() as session:
        session.get_one(Slot, slot_at(HOUR + minutes(30), marti).id).blocked = "outlook"

    assert proposals([aina]) == {aina: ("same_hour", Place(nuria, HOUR))}


def test_when_all_are_given_to_one_person_nobody_else_is_proposed(world, clara, marti, nuria):
    open_slots(world, HOUR, technicians=[marti])
    open_slots(world, at(24, "18:00"), technicians=[nuria])
    [aina] = calls_of(world, clara, HOUR)

    assert proposals([aina], only=nuria) == {aina: ("nearest", Place(nuria, at(24, "18:00")))}


def test_hours_at_the_same_time_are_given_out_before_other_hours(world, clara, marti, nuria):
    earlier, later = calls_of(world, clara, HOUR) + calls_of(world, nuria, HOUR + minutes(30), guests=[AINA])
    open_slots(world, HOUR + minutes(30), at(25, "9:00"), technicians=[marti])

    assert proposals([earlier, later]) == {
        earlier: ("nearest", Place(marti, at(25, "9:00"))),
        later: ("same_hour", Place(marti, HOUR + minutes(30))),
    }


def test_whoever_is_away_gets_the_call_back_only_when_they_are_there_again(world, clara):
    [aina] = calls_of(world, clara, HOUR)
    open_slots(world, at(24, "16:00"), at(26, "9:00"), technicians=[clara])

    away = ([clara], at(24, "0:00"), at(25, "0:00"))
    assert proposals([aina], away=away) == {aina: ("nearest", Place(clara, at(26, "9:00")))}


class TestACallThatCanStay:
    def test_goes_to_a_colleague_at_the_same_hour(self, world, clara, marti):
        [aina] = calls_of(world, clara, HOUR)
        open_slots(world, HOUR, technicians=[marti])

        assert proposals([aina], can_stay=[aina]) == {aina: ("same_hour", Place(marti, HOUR))}

    def test_stays_when_no_colleague_has_its_hour_and_another_one_is_only_offered(self, world, clara, marti):
        [aina] = calls_of(world, clara, HOUR)
        open_slots(world, at(24, "16:00"), technicians=[clara])
        open_slots(world, at(24, "18:00"), technicians=[marti])

        assert proposals([aina], can_stay=[aina]) == {aina: ("stays", Place(marti, at(24, "18:00")))}

    def test_is_never_offered_to_whoever_has_it(self, world, clara):
        [aina] = calls_of(world, clara, HOUR)
        open_slots(world, at(24, "16:00"), technicians=[clara])

        assert proposals([aina], can_stay=[aina]) == {aina: ("nobody", None)}

    def test_stays_with_whoever_has_it_when_all_are_given_to_them(self, world, clara, marti):
        [aina] = calls_of(world, clara, HOUR)
        open_slots(world, HOUR, technicians=[marti])
        open_slots(world, at(24, "16:00"), technicians=[clara])

        assert proposals([aina], only=clara, can_stay=[aina]) == {aina: ("stays", None)}


def test_nobody_free_is_said(world, clara):
    [aina] = calls_of(world, clara, HOUR)

    assert proposals([aina]) == {aina: ("nobody", None)}


@pytest.mark.parametrize("number", [1, 6])
def test_the_number_of_queries_does_not_depend_on_the_number_of_calls(world, clara, marti, number):
    starts = [at(25, f"{hour}:00") for hour in range(9, 9 + number)]
    ids = calls_of(world, clara, *starts)
    open_slots(world, *starts, technicians=[marti])
    db.session.rollback()

    with counted(db.engine) as queries:
        proposals(ids)

    assert len(queries) == 5
