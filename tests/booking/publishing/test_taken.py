"""What publishing never removes: taken slots, held ones, and what others write meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from booking.cancel import cancel
from booking.hold import HoldTimes, hold
from booking.models import (
    Absence,
    Slot,
    WorkingHours,
)
from booking.publish_slots import Published
from database import db, write_options, writing
from tests.booking.publishing.steps import TUESDAY, add, blocked, change, publish
from tests.support.world import AINA, BERNAT, NOW, at, book_for, slot_at

# What is in use


def test_a_taken_slot_is_never_removed_and_the_appointment_is_reported(world):
    publish(world)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    published = publish(world)

    assert published == Published(created=0, removed=20, blocked=1, unblocked=0, orphaned=[booked.appointment_id])
    assert slot_at(at(TUESDAY, "16:00")).appointment_id == booked.appointment_id


def test_a_reported_appointment_is_reported_again_until_somebody_acts(world):
    publish(world)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)
    add(Absence(technician_id=world.technicians[0], starts_at=at(TUESDAY, "08:00"), ends_at=at(TUESDAY, "20:00")))

    assert publish(world).orphaned == [booked.appointment_id]
    assert publish(world).orphaned == [booked.appointment_id]

    cancel(booked.appointment_id, None, NOW)
    assert publish(world).orphaned == []
    assert blocked()["16:00"] == "absence"


def test_an_unreadable_calendar_does_not_make_calls_that_nobody_attends(world):
    publish(world)
    book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)

    assert publish(world, reads_outlook=True).orphaned == []


def test_a_slot_that_is_being_filled_in_is_kept_but_no_longer_offered(world):
    publish(world)
    hold(slot_at(at(TUESDAY, "16:00")).id, world.service_id, "bernat", NOW, HoldTimes())
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    assert publish(world).removed == 20
    assert blocked() == {"16:00": "hours"}

    assert publish(world, NOW + timedelta(minutes=11)).removed == 1
    assert blocked() == {}


def test_a_taken_or_held_slot_keeps_the_service_it_was_offered_for(world):
    publish(world)
    book_for(BERNAT, world, slot_at(at(TUESDAY, "16:00")).id)
    change(WorkingHours, service_id=world.long_service_id)

    publish(world)

    assert slot_at(at(TUESDAY, "16:00")).service_id is None
    assert slot_at(at(TUESDAY, "16:30")).service_id == world.long_service_id


@pytest.mark.database("postgresql")  # SQLite lets nobody write in between
def test_a_slot_that_is_held_while_it_is_being_removed_stays(world):
    publish(world)
    slot_id = slot_at(at(TUESDAY, "16:00")).id
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    @event.listens_for(db.engine, "before_cursor_execute")
    def hold_it_just_before(connection, cursor, statement, *others):
        if statement.startswith("DELETE FROM slot"):
            held = {"held_by": "bernat", "held_until": NOW + timedelta(minutes=10)}
            with db.engine.connect().execution_options(**write_options(db.engine)) as bernat, bernat.begin():
                bernat.execute(update(Slot).where(Slot.id == slot_id).values(**held))

    assert publish(world).removed == 20
    assert list(blocked()) == ["16:00"]


def test_several_publications_at_once_make_each_slot_once(app, world):
    def publish_in_a_thread(_):
        with app.app_context():
            return publish(world).created

    with ThreadPoolExecutor(4) as threads:
        created = list(threads.map(publish_in_a_thread, range(4)))

    assert sorted(created) == [0, 0, 0, 21]
    assert db.session.scalar(select(db.func.count(Slot.id))) == 21
