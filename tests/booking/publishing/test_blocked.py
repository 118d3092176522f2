"""What blocks slots, and why: holidays, closures, absences, Outlook."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from booking.cancel import cancel
from booking.models import (
    Absence,
    Closure,
    Holiday,
    Meeting,
    Slot,
    Technician,
)
from booking.publish_slots import Published
from database import db, writing
from tests.booking.publishing.steps import MADRID, TUESDAY, add, blocked, change, hours, publish, read_calendar
from tests.support.world import AINA, NOW, at, book_for, build_world, slot_at


@pytest.mark.parametrize("place", ["CT", "08019"])
def test_a_holiday_of_catalonia_or_of_the_seat_blocks_the_day(world, place):
    publish(world)
    add(Holiday(place=place, day=date(2026, 12, 8), names={"ca": "Festa"}))

    published = publish(world)

    assert published.blocked == 3
    assert set(blocked(8, month=12).values()) == {"holiday"}


def test_a_holiday_of_another_municipality_does_not(world):
    add(Holiday(place="08091", day=date(2026, 12, 8), names={"ca": "Festa"}))

    assert publish(world).blocked == 0


def test_a_closure_blocks_its_days_both_included(world):
    add(
        Closure(
            office_id=world.office_id, first_day=date(2026, 12, 1), last_day=date(2026, 12, 8), reason={"ca": "Obres"}
        )
    )

    publish(world)

    assert [set(blocked(*day).values()) for day in ((24, 11), (1, 12), (8, 12), (15, 12))] == [
        {None},
        {"closure"},
        {"closure"},
        {None},
    ]


def test_a_closure_without_end_in_sight_is_no_trouble(world):
    add(
        Closure(
            office_id=world.office_id, first_day=date(2000, 1, 1), last_day=date(9999, 12, 31), reason={"ca": "Obres"}
        )
    )

    assert publish(world).blocked == 21


def test_an_absence_blocks_what_it_touches_and_frees_it_when_it_is_over(world):
    absence = Absence(technician_id=world.technicians[0], starts_at=at(TUESDAY, "16:10"), ends_at=at(TUESDAY, "16:30"))
    add(absence)

    publish(world)
    assert blocked() == {"15:30": None, "16:00": "absence", "16:30": None}

    with writing() as session:
        session.execute(Absence.__table__.delete())
    assert publish(world).unblocked == 1
    assert blocked()["16:00"] is None


def test_the_absence_of_one_leaves_the_others(app):
    world = build_world(technicians=2)
    hours(world, who=0)
    hours(world, who=1)
    add(Absence(technician_id=world.technicians[0], starts_at=NOW, ends_at=datetime(9999, 1, 1, tzinfo=MADRID)))

    publish(world)

    rows = db.session.execute(select(Slot.technician_id, Slot.blocked).distinct())
    assert set(map(tuple, rows)) == {(world.technicians[0], "absence"), (world.technicians[1], None)}


def test_somebody_who_left_is_not_offered_and_their_calls_are_reported(world):
    publish(world)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)
    change(Technician, left_at=NOW)

    published = publish(world)

    assert published.removed == 20
    assert published.orphaned == [booked.appointment_id]
    assert blocked() == {"16:00": "hours"}


# Outlook


def test_busy_time_in_outlook_blocks_what_it_touches(world):
    read_calendar(world, (at(TUESDAY, "15:00"), at(TUESDAY, "15:31")), (at(TUESDAY, "16:30"), at(TUESDAY, "16:45")))

    publish(world, reads_outlook=True)

    assert blocked() == {"15:30": "outlook", "16:00": None, "16:30": "outlook"}


def test_outlook_does_not_matter_when_the_settings_say_so(world):
    read_calendar(world, (at(TUESDAY, "15:00"), at(TUESDAY, "20:00")))

    assert publish(world, reads_outlook=False).blocked == 0


def test_a_calendar_that_was_never_read_blocks_everything_until_it_is(world):
    assert publish(world, reads_outlook=True) == Published(21, 0, 21, 0, [])
    assert set(blocked().values()) == {"unreadable"}

    read_calendar(world)

    assert publish(world, reads_outlook=True).unblocked == 21


def test_a_reading_counts_for_a_day(world):
    read_calendar(world)

    publish(world, NOW + timedelta(hours=24), reads_outlook=True)
    assert set(blocked().values()) == {None}

    publish(world, NOW + timedelta(hours=24, seconds=1), reads_outlook=True)
    assert set(blocked().values()) == {"unreadable"}


def test_our_own_meeting_in_outlook_does_not_block_its_slot(world):
    read_calendar(world)
    publish(world, reads_outlook=True)
    book_for(AINA, world, slot_at(at(TUESDAY, "15:30")).id, service_id=world.long_service_id)
    read_calendar(world, (at(TUESDAY, "15:30"), at(TUESDAY, "16:30")))

    published = publish(world, reads_outlook=True)

    assert (published.blocked, published.orphaned) == (0, [])


def test_another_entry_at_the_very_time_of_our_meeting_makes_it_a_call_that_nobody_attends(world):
    read_calendar(world)
    publish(world, reads_outlook=True)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "15:30")).id)
    read_calendar(world, *[(at(TUESDAY, "15:30"), at(TUESDAY, "16:00"))] * 2)

    assert publish(world, reads_outlook=True).orphaned == [booked.appointment_id]


def test_a_cancelled_hour_is_free_although_outlook_still_shows_the_meeting(world):
    read_calendar(world)
    publish(world, reads_outlook=True)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "15:30")).id)
    read_calendar(world, (at(TUESDAY, "15:30"), at(TUESDAY, "16:00")))
    cancel(booked.appointment_id, None, NOW)

    publish(world, reads_outlook=True)
    assert blocked()["15:30"] is None

    # The meeting is deleted after the calendar was read: the reading still has it, and it is still ours.
    change(Meeting, wanted=False, settled_at=NOW + timedelta(minutes=1))
    publish(world, reads_outlook=True)
    assert blocked()["15:30"] is None

    # Read again later, the entry that is still there is somebody else's.
    change(Technician, busy_read_at=NOW + timedelta(minutes=2))
    publish(world, reads_outlook=True)
    assert blocked()["15:30"] == "outlook"
