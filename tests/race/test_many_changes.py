"""Many threads on one database, each with a verb of its own: whatever the order, every slot has at most one owner."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import func, select

from booking.cancel import cancel
from booking.errors import Refusal, SlotTaken
from booking.hold import HoldTimes, hold
from booking.models import SLOT, Appointment, Slot
from booking.reschedule import reschedule
from database import db
from tests.support.world import AINA, book_for, build_world, open_slots


def now():
    return datetime.now(UTC)


def all_at_once(app, *actions):
    """What became of each: its answer, or the refusal. Anything else is an error."""
    together = threading.Barrier(len(actions))

    def run(action):
        with app.app_context():
            together.wait(60)
            try:
                return action()
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(len(actions)) as threads:
        outcomes = [future.result(120) for future in [threads.submit(run, action) for action in actions]]
    db.session.rollback()
    return outcomes


def somebody(number):
    return replace(AINA, name=f"Persona {number}", email=f"persona{number}@example.org")


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]


def every_appointment_owns_its_slots_and_nobody_owns_more():
    for appointment in db.session.scalars(select(Appointment)).unique():
        owned = db.session.execute(
            select(Slot.technician_id, Slot.starts_at)
            .where(Slot.appointment_id == appointment.id)
            .order_by(Slot.starts_at)
        ).all()
        expected = [
            (appointment.technician_id, appointment.starts_at + number * SLOT)
            for number in range(appointment.service.slots if appointment.cancelled_at is None else 0)
        ]
        assert owned == expected


def test_hours_of_one_slot_and_of_two_never_overlap(app, hours):
    world = build_world(technicians=2)
    ids = open_slots(world, *hours[:5])[:5]

    def wish(number):
        service = world.long_service_id if number % 2 else world.service_id
        return lambda: book_for(somebody(number), world, ids[number % 5], service_id=service, now=now())

    outcomes = all_at_once(app, *(wish(number) for number in range(30)))

    every_appointment_owns_its_slots_and_nobody_owns_more()
    taken = db.session.scalar(select(func.count(Slot.id)).where(Slot.appointment_id.is_not(None)))
    assert len(outcomes) - len(refused(outcomes)) == db.session.scalar(select(func.count(Appointment.id)))
    assert taken >= 8, "there was room for nearly all of ten slots"


def test_people_who_want_each_other_s_hour_keep_their_own(app, town, hours):
    world, slots = town
    ring = [book_for(somebody(number), world, slots[hours[number]], now=now()) for number in range(8)]

    def wish(number):
        wanted = slots[hours[(number + 1) % 8]]
        return lambda: reschedule(ring[number].appointment_id, wanted, f"browser {number}", now())

    outcomes = all_at_once(app, *(wish(number) for number in range(8)))

    assert len(refused(outcomes)) == 8
    every_appointment_owns_its_slots_and_nobody_owns_more()


def test_moving_and_cancelling_the_same_appointment_ends_in_a_cancellation(app, town, hours):
    world, slots = town
    booked = [book_for(somebody(number), world, slots[hours[number]], now=now()) for number in range(6)]
    changes = []
    for number, one in enumerate(booked):
        wanted = slots[hours[8 + number]]
        changes += [
            lambda one=one, wanted=wanted: reschedule(one.appointment_id, wanted, f"browser {wanted}", now()),
            lambda one=one: cancel(one.appointment_id, None, now()),
        ]

    all_at_once(app, *changes)

    assert all(appointment.cancelled_at for appointment in db.session.scalars(select(Appointment)).unique())
    every_appointment_owns_its_slots_and_nobody_owns_more()
    assert db.session.scalar(select(func.count(Slot.id)).where(Slot.held_until > now())) == 0


def test_one_appointment_moved_from_several_windows_is_at_one_hour(app, town, hours):
    world, slots = town
    booked = book_for(AINA, world, slots[hours[0]], now=now())

    outcomes = all_at_once(
        app,
        *(
            lambda hour=hour: reschedule(booked.appointment_id, slots[hour], f"browser {hour}", now())
            for hour in hours[1:6]
        ),
    )

    assert len(refused(outcomes)) == 2, "an appointment may be moved three times"
    every_appointment_owns_its_slots_and_nobody_owns_more()


def test_an_hour_that_is_given_up_goes_to_one_of_those_who_wait(app, town, hours):
    world, slots = town
    booked = book_for(AINA, world, slots[hours[0]], now=now())

    def owner():
        db.session.rollback()
        return db.session.get_one(Slot, slots[hours[0]]).appointment_id

    def wait_for_it(number):
        while True:
            try:
                return book_for(somebody(number), world, slots[hours[0]], now=now())
            except SlotTaken:
                if owner() not in (booked.appointment_id, None):
                    raise

    waiting = [lambda number=number: wait_for_it(number) for number in range(10)]
    outcomes = all_at_once(app, *waiting, lambda: cancel(booked.appointment_id, None, now()))

    assert len(refused(outcomes)) == 9
    every_appointment_owns_its_slots_and_nobody_owns_more()


def test_holds_that_change_all_the_time_leave_each_browser_one_hour_at_most(app, hours):
    world = build_world(technicians=2)
    ids = open_slots(world, *hours[:4])

    def browse(number):
        chance = random.Random(number)

        def hold_one_after_the_other():
            for _ in range(12):
                try:
                    hold(chance.choice(ids), world.service_id, f"browser {number}", now(), HoldTimes())
                except Refusal:
                    continue

        return hold_one_after_the_other

    all_at_once(app, *(browse(number) for number in range(12)))

    held = db.session.scalars(select(Slot.held_by).where(Slot.held_by.is_not(None))).all()
    assert held
    assert len(held) == len(set(held))


def test_a_browser_that_wants_a_longer_call_at_the_same_hour_gives_back_the_shorter_one(app, hours):
    world = build_world(technicians=2)
    [short] = open_slots(world, hours[0], technicians=world.technicians[:1])
    open_slots(world, *hours[:2], technicians=world.technicians[1:])
    hold(short, world.service_id, "aina", now(), HoldTimes())

    hold(short, world.long_service_id, "aina", now(), HoldTimes())

    db.session.rollback()
    held = db.session.scalars(select(Slot.technician_id).where(Slot.held_by == "aina")).all()
    assert held == [world.technicians[1]] * 2
