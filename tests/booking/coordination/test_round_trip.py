"""Reassigning with the calendars of Microsoft 365 looked at afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.coordinate.ask_to_choose import ask_to_choose
from booking.models import Message
from booking.reminders import promise_reminders
from database import writing
from tests.booking.coordination.people import DIDAC, add_didac
from tests.booking.coordination.steps import move
from tests.booking.follow_up.following import HOURS, follow, mail
from tests.teams.standin import CLARA, MARTI, NURIA

__all__ = ["follow", "mail"]

CLOCK = "15:30"


@pytest.fixture
def technicians(follow):
    """Ids by mailbox."""
    add_didac(follow.world)
    return dict(zip((CLARA, MARTI, NURIA), follow.world.technicians, strict=True))


def reassign(follow, technicians, mailbox, hour=CLOCK):
    follow.offer(mailbox, hour)
    move(follow.appointment_id, technicians[mailbox], HOURS[hour], now=follow.clock())


def test_the_event_leaves_one_calendar_and_appears_in_the_other(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)

    reassign(follow, technicians, MARTI)
    follow.work_for(seconds=30)

    assert follow.events == [(MARTI, CLOCK)]
    assert follow.open == []


def test_there_and_back_again_leaves_exactly_one_event_in_the_first_calendar(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)

    reassign(follow, technicians, MARTI)
    follow.work_for(seconds=30)
    reassign(follow, technicians, CLARA)
    follow.work_for(seconds=30)

    assert follow.events == [(CLARA, CLOCK)]
    assert follow.open == []


def test_there_and_back_again_before_anything_is_done_leaves_one_event_too(follow, technicians):
    follow.book(CLOCK, CLARA)
    reassign(follow, technicians, MARTI)
    reassign(follow, technicians, CLARA)
    follow.work_for(seconds=30)

    assert follow.events == [(CLARA, CLOCK)]
    assert follow.open == []


def test_there_and_back_again_while_graph_loses_answers_leaves_one_event(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)
    follow.standin.faults("504_after", calls="POST */events", times=1)

    reassign(follow, technicians, MARTI)
    follow.arrange()
    reassign(follow, technicians, CLARA)
    follow.work_for(minutes=20)

    assert follow.events == [(CLARA, CLOCK)]
    assert follow.open == []


def test_whoever_has_the_call_back_before_hearing_that_it_was_gone_hears_nothing(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)
    reassign(follow, technicians, MARTI)
    reassign(follow, technicians, CLARA)
    follow.work_for(seconds=30)

    assert follow.subjects(CLARA) == ["Cita nova"]


def test_whoever_has_the_call_back_at_another_hour_hears_of_the_hour(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)
    follow.offer(MARTI, "17:00")
    move(follow.appointment_id, technicians[MARTI], HOURS["17:00"], now=follow.clock())
    reassign(follow, technicians, CLARA, "17:00")
    follow.work_for(seconds=30)

    assert follow.subjects(CLARA) == ["Cita nova", "Cita canviada"]


def test_whoever_may_have_heard_that_it_was_gone_hears_that_it_is_theirs(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)
    reassign(follow, technicians, MARTI)
    with writing() as session:
        [gone] = session.scalars(select(Message).where(Message.kind == "technician_cancelled"))
        gone.attempts = 1
    reassign(follow, technicians, CLARA)
    follow.work_for(seconds=30)

    assert follow.subjects(CLARA) == ["Cita nova", "Cita nova"]


def test_the_person_gets_one_letter_and_the_technicians_hear_what_concerns_them(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)
    reassign(follow, technicians, MARTI)
    follow.work_for(seconds=30)

    assert follow.subjects() == ["Cita confirmada"]
    assert follow.subjects(CLARA) == ["Cita nova", "Cita fora de la teva agenda"]
    assert follow.subjects(MARTI) == ["Cita nova"]


def test_a_reminder_is_not_repeated_because_a_colleague_takes_the_call(follow, technicians):
    follow.book(CLOCK, CLARA)
    follow.work_for(seconds=30)
    follow.clock.now = HOURS[CLOCK] - timedelta(hours=2)
    promise_reminders(follow.clock())
    reassign(follow, technicians, MARTI)
    promise_reminders(follow.clock())
    follow.work_for(seconds=30)

    assert follow.subjects() == ["Cita confirmada", "La teva cita comença aviat"]


class TestNobodyIsFree:
    def test_the_person_gets_one_link_and_keeps_the_hour_until_they_choose(self, follow, technicians):
        follow.book(CLOCK, CLARA)
        follow.work_for(seconds=30)

        ask_to_choose(follow.appointment_id, 0, DIDAC, follow.clock())
        follow.work_for(seconds=30)

        letter = follow.mail.letters("aina@example.org")[-1]
        assert letter.subject.startswith("Cal que triïs una altra hora")
        assert letter.calendar is None
        assert follow.events == [(CLARA, CLOCK)]

        follow.move("17:00", NURIA)
        follow.work_for(seconds=30)

        assert follow.events == [(NURIA, "17:00")]
        assert follow.subjects()[-1] == "Cita canviada"

    def test_a_request_that_was_met_before_it_went_out_is_not_sent(self, follow, technicians):
        follow.book(CLOCK, CLARA)
        follow.work_for(seconds=30)

        ask_to_choose(follow.appointment_id, 0, DIDAC, follow.clock())
        reassign(follow, technicians, MARTI)
        follow.work_for(seconds=30)

        assert follow.subjects() == ["Cita confirmada"]

    def test_an_hour_that_is_kept_after_all_is_confirmed_to_whoever_was_asked(self, follow, technicians):
        follow.book(CLOCK, CLARA)
        follow.work_for(seconds=30)
        ask_to_choose(follow.appointment_id, 0, DIDAC, follow.clock())
        follow.work_for(seconds=30)

        reassign(follow, technicians, MARTI)
        follow.work_for(seconds=30)

        assert follow.subjects() == ["Cita confirmada", "Cal que triïs una altra hora", "Cita confirmada"]

    def test_nobody_is_reminded_of_an_hour_at_which_nobody_is_there(self, follow, technicians):
        follow.book(CLOCK, CLARA)
        follow.work_for(seconds=30)
        ask_to_choose(follow.appointment_id, 0, DIDAC, follow.clock())
        follow.work_for(seconds=30)

        follow.clock.now = HOURS[CLOCK] - timedelta(hours=2)

        assert promise_reminders(follow.clock()) == 0
