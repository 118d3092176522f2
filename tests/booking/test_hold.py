"""Holding: ten minutes for the one who fills in the form, never against them."""

import pytest

from booking.errors import NotOffered, SlotTaken
from booking.free_times import Search, hours_of
from booking.hold import HoldTimes, hold, release_expired
from booking.models import Office, Service
from booking.terms import Terms
from database import db
from tests.support.world import AINA, BERNAT, MADRID, NOW, at, book_for, build_world, minutes, open_slots, slot_at

TIMES = HoldTimes()


@pytest.fixture
def world(app):
    return build_world()


def free_hours(world, now=NOW, holder=None):
    office, service = db.session.get_one(Office, world.office_id), db.session.get_one(Service, world.service_id)
    search = Search(Terms.of(office, service), now, holder)
    return [hour.starts_at for hour in hours_of(db.session(), search, at(24, "15:30").date(), MADRID)]


def test_a_held_hour_is_hidden_from_others_and_shown_to_its_holder(world):
    slot, _ = open_slots(world, at(24, "15:30"), at(24, "16:00"))

    hold(slot, world.service_id, "aina", NOW, TIMES)

    assert free_hours(world) == [at(24, "16:00")]
    assert free_hours(world, holder="aina") == [at(24, "15:30"), at(24, "16:00")]


def test_somebody_else_cannot_hold_or_book_it_meanwhile(world):
    [slot] = open_slots(world, at(24, "15:30"))
    hold(slot, world.service_id, "aina", NOW, TIMES)

    with pytest.raises(SlotTaken):
        hold(slot, world.service_id, "bernat", NOW + minutes(9), TIMES)
    with pytest.raises(SlotTaken):
        book_for(BERNAT, world, slot, now=NOW + minutes(9))


def test_a_hold_ends_after_ten_minutes(world):
    [slot] = open_slots(world, at(24, "15:30"))
    hold(slot, world.service_id, "aina", NOW, TIMES)

    booked = book_for(BERNAT, world, slot, now=NOW + minutes(10))

    assert slot_at(at(24, "15:30")).appointment_id == booked.appointment_id


def test_each_step_renews_the_hold_but_not_beyond_an_hour(world):
    [slot] = open_slots(world, at(24, "15:30"))
    for step in range(0, 60, 9):
        hold(slot, world.service_id, "aina", NOW + minutes(step), TIMES)

    assert slot_at(at(24, "15:30")).held_until == NOW + minutes(60)


def test_a_browser_holds_one_hour_at_a_time(world):
    first, second = open_slots(world, at(24, "15:30"), at(24, "16:00"))
    hold(first, world.service_id, "aina", NOW, TIMES)

    hold(second, world.service_id, "aina", NOW, TIMES)

    assert free_hours(world) == [at(24, "15:30")]


def test_a_failed_hold_keeps_what_was_held_before(world):
    first, second = open_slots(world, at(24, "15:30"), at(24, "16:00"))
    book_for(BERNAT, world, second)
    hold(first, world.service_id, "aina", NOW, TIMES)

    with pytest.raises(SlotTaken):
        hold(second, world.service_id, "aina", NOW, TIMES)

    assert free_hours(world) == []


def test_the_holder_books_after_the_hold_has_ended_when_nobody_came(world):
    [slot] = open_slots(world, at(24, "15:30"))
    hold(slot, world.service_id, "aina", NOW, TIMES)

    book_for(AINA, world, slot, now=NOW + minutes(45), holder="aina")

    assert slot_at(at(24, "15:30")).appointment_id is not None


def test_booking_frees_whatever_else_the_browser_held(world):
    first, second = open_slots(world, at(24, "15:30"), at(24, "16:00"))
    hold(first, world.service_id, "aina", NOW, TIMES)

    book_for(AINA, world, second, holder="aina")

    assert free_hours(world) == [at(24, "15:30")]


def test_an_unknown_slot_or_service_is_not_offered(world):
    [slot] = open_slots(world, at(24, "15:30"))

    with pytest.raises(NotOffered):
        hold(slot + 999, world.service_id, "aina", NOW, TIMES)
    with pytest.raises(NotOffered):
        hold(slot, 999, "aina", NOW, TIMES)


def test_expired_holds_are_tidied(world):
    first, second = open_slots(world, at(24, "15:30"), at(24, "16:00"))
    hold(first, world.service_id, "aina", NOW, TIMES)
    hold(second, world.service_id, "bernat", NOW + minutes(8), TIMES)

    assert release_expired(NOW + minutes(10)) == 1
    assert slot_at(at(24, "15:30")).held_by is None
    assert slot_at(at(24, "16:00")).held_by == "bernat"


def test_wanting_a_longer_call_at_the_same_hour_gives_back_the_shorter_one(app):
    world = build_world(technicians=2)
    [short] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    open_slots(world, at(24, "15:30"), at(24, "16:00"), technicians=world.technicians[1:])
    hold(short, world.service_id, "aina", NOW, TIMES)

    hold(short, world.long_service_id, "aina", NOW, TIMES)

    assert slot_at(at(24, "15:30"), world.technicians[0]).held_by is None
    assert slot_at(at(24, "15:30"), world.technicians[1]).held_by == "aina"
