"""Reminders: two days and two hours before, for the hour that holds, and only while they are of use."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from booking.models import Message, Office
from booking.reminders import promise_reminders
from booking.reschedule import reschedule
from database import db, writing
from tests.support.post_office import LATER
from tests.support.world import AINA, MADRID, NOW, at, book_for, minutes, open_slots

TWO_DAYS, TWO_HOURS = "Recordatori de la cita", "La teva cita comença aviat"
CALL = at(30, "15:30")
"""A Monday, a week after now."""


@pytest.fixture
def booked(follow):
    """Aina next Monday, everything done."""
    [slot] = open_slots(follow.world, CALL, technicians=follow.world.technicians[:1])
    follow.appointment_id = book_for(AINA, follow.world, slot, now=NOW).appointment_id
    follow.work()
    return follow


def live_until(follow, moment, step=timedelta(minutes=30)):
    """Let the time pass as the worker does: what is due is promised, then sent."""
    while follow.clock() < moment:
        follow.clock.now = min(follow.clock() + step, moment)
        promise_reminders(follow.clock())
        follow.work()


def test_a_reminder_comes_two_days_before_and_another_two_hours_before(booked):
    live_until(booked, CALL - timedelta(hours=48, minutes=1))
    assert booked.subjects() == ["Cita confirmada"]
    live_until(booked, CALL - timedelta(hours=48))
    assert booked.subjects() == ["Cita confirmada", TWO_DAYS]

    live_until(booked, CALL - timedelta(hours=2, minutes=1))
    assert booked.subjects() == ["Cita confirmada", TWO_DAYS]
    live_until(booked, CALL)

    assert booked.subjects() == ["Cita confirmada", TWO_DAYS, TWO_HOURS]
    assert [letter.calendar for letter in booked.mail.letters("aina@example.org")[1:]] == [None, None]
    assert booked.open == []


def test_reminders_answer_the_confirmation(booked):
    live_until(booked, CALL - timedelta(hours=48))

    confirmation, reminder = booked.mail.letters("aina@example.org")
    assert str(reminder.message["In-Reply-To"]).strip("<>") == confirmation.message_id


def test_who_books_for_tomorrow_is_reminded_two_hours_before_only(follow):
    follow.book("15:30")

    live_until(follow, at(24, "15:30"))

    assert follow.subjects() == ["Cita confirmada", TWO_HOURS]


def test_who_books_at_short_notice_is_not_reminded(follow):
    follow.clock.now = at(24, "14:00")
    with writing() as session:
        session.get_one(Office, follow.world.office_id).minimum_notice_minutes = 30
    follow.book("15:30")

    live_until(follow, at(24, "15:30"))

    assert follow.subjects() == ["Cita confirmada"]


def test_a_cancelled_appointment_is_not_reminded_of(booked):
    booked.cancel()

    live_until(booked, CALL)

    assert booked.subjects() == ["Cita confirmada", "Cita anul·lada"]


def test_moving_to_an_earlier_hour_whose_reminder_was_due_already_reminds_only_of_what_is_to_come(booked):
    live_until(booked, at(23, "18:00"))
    booked.move("15:30")

    live_until(booked, CALL)

    assert booked.subjects() == ["Cita confirmada", "Cita canviada", TWO_HOURS]


def test_moving_after_a_reminder_reminds_of_the_new_hour_and_never_of_the_old(booked):
    later = at(30, "15:30") + timedelta(days=7)
    [slot] = open_slots(booked.world, later, technicians=booked.world.technicians[:1])
    live_until(booked, CALL - timedelta(hours=47))

    reschedule(booked.appointment_id, slot, "aina", booked.clock())
    live_until(booked, later, step=timedelta(hours=1))

    assert booked.subjects() == ["Cita confirmada", TWO_DAYS, "Cita canviada", TWO_DAYS, TWO_HOURS]


def test_a_reminder_that_is_not_out_when_the_appointment_is_cancelled_is_not_sent(booked):
    booked.mail.mood = lambda address: LATER
    live_until(booked, CALL - timedelta(hours=48))
    booked.cancel()

    booked.mail.mood = lambda address: None
    live_until(booked, CALL)

    assert TWO_DAYS not in booked.subjects()
    assert booked.open == []


def test_a_reminder_that_could_not_be_sent_in_time_is_not_sent_at_all(booked):
    live_until(booked, CALL - timedelta(hours=2, minutes=5))
    booked.mail.mood = lambda address: LATER
    live_until(booked, CALL - timedelta(minutes=30))
    booked.mail.mood = lambda address: None

    live_until(booked, CALL + timedelta(minutes=30))

    assert booked.subjects() == ["Cita confirmada", TWO_DAYS]
    assert booked.open == []


def test_a_worker_that_was_away_for_hours_still_reminds_while_it_helps(booked):
    booked.clock.now = CALL - timedelta(hours=1)

    promise_reminders(booked.clock())
    booked.work()

    assert booked.subjects() == ["Cita confirmada", TWO_HOURS]


def test_promising_twice_promises_once(booked):
    assert promise_reminders(CALL - timedelta(hours=40)) == 1
    assert promise_reminders(CALL - timedelta(hours=40)) == 0


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (datetime(2027, 3, 29, 10, 0, tzinfo=MADRID), "summer time begins"),
        (datetime(2026, 10, 26, 10, 0, tzinfo=MADRID), "summer time ends"),
    ],
)
def test_hours_before_the_call_are_real_hours_when_the_clock_changes(call, name, follow):
    now = call.astimezone(UTC) - timedelta(days=10)
    [slot] = open_slots(follow.world, call.astimezone(UTC), technicians=follow.world.technicians[:1])
    follow.appointment_id = book_for(AINA, follow.world, slot, now=now).appointment_id

    due = call.astimezone(UTC) - timedelta(hours=48)
    assert promise_reminders(due - minutes(1)) == 0
    assert promise_reminders(due) == 1
    assert promise_reminders(call.astimezone(UTC) - timedelta(hours=2)) == 1
    assert due.astimezone(ZoneInfo("Europe/Madrid")).hour != 10

    kinds = db.session.scalars(select(Message.kind).where(Message.kind.startswith("reminder")).order_by(Message.id))
    assert kinds.all() == ["reminder_48h", "reminder_2h"]
