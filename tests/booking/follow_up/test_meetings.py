"""A promised meeting is made, once, whatever Microsoft 365 does meanwhile; what a person must mend waits for them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.arrange_meeting import arrange_meeting
from booking.models import AppointmentEvent, GraphCall
from booking.schedules import try_again
from database import db
from teams import Graph
from tests.support.waiting import until
from tests.support.world import AINA
from tests.teams.standin import CLARA

OPENING = "POST */events"


def test_a_booking_becomes_one_event_in_the_calendar_of_its_technician(follow):
    follow.book("15:30", CLARA)

    follow.work()

    assert follow.events == [(CLARA, "15:30")]
    assert follow.meeting.join_url.startswith("http")
    assert follow.open == []


def test_the_event_tells_nothing_about_the_person(follow):
    guest = replace(AINA, phone="+34600111222", matter="Una rentadora que no renta", company="Botiga Pèssima SL")
    follow.book(guest=guest)

    follow.work()

    [entry] = follow.standin.events(CLARA)
    for personal in ("Aina", "Roca", "aina@", "600111222", "rentadora", "Pèssima"):
        assert personal not in str(entry)
    assert entry["event"]["attendees"] == []


@pytest.mark.parametrize("fault", ["429", "500", "503", "504", "504_after", "reset", "reset_after", "cut"])
def test_what_failed_is_tried_again_and_makes_one_event(fault, follow):
    follow.standin.faults(fault, calls=OPENING, times=1)
    follow.book()

    follow.arrange()
    assert follow.meeting.problem is not None
    assert follow.meeting.next_attempt_at > follow.clock()

    follow.work_for(seconds=30)

    assert follow.events == [(CLARA, "15:30")]
    assert follow.meeting.join_url is not None
    assert follow.meeting.problem is None
    assert follow.open == []


def test_a_link_that_comes_late_is_asked_for_again_and_makes_one_event(follow):
    follow.standin.faults("link_late", calls=OPENING, times=1, seconds=3)
    follow.book()

    follow.arrange()
    assert follow.meeting.problem == "link_missing"
    until(lambda: follow.standin.events(CLARA)[0]["event"]["onlineMeeting"])

    follow.work_for(seconds=30)

    assert follow.events == [(CLARA, "15:30")]
    assert follow.meeting.join_url is not None
    assert follow.open == []


def test_an_answer_that_does_not_come_in_time_makes_no_second_event(follow):
    follow.standin.faults("slow", calls=OPENING, times=1, seconds=4)
    follow.graph = Graph(follow.standin.graph_settings, timeouts=(5, 2))
    follow.book()
    follow.arrange()
    until(lambda: follow.events == [(CLARA, "15:30")])

    follow.work_for(seconds=30)

    assert follow.events == [(CLARA, "15:30")]
    assert follow.open == []


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_the_time_that_microsoft_names_is_waited_for(form, follow):
    follow.standin.faults("429", calls=OPENING, times=1, seconds=40, retry_after=form)
    follow.book()

    follow.work_for(seconds=35)
    assert follow.events == []
    follow.work_for(seconds=10)

    assert follow.events == [(CLARA, "15:30")]


def test_pauses_grow_while_microsoft_is_down(follow):
    down = follow.standin.faults("503", calls=OPENING)
    follow.book()

    follow.work_for(minutes=10)

    assert 5 <= follow.standin.fault_count(down) <= 9


@pytest.mark.parametrize(
    ("fault", "advice"), [("403_scope", "mailbox_out_of_scope"), ("404_mailbox", "mailbox_missing")]
)
def test_what_microsoft_refuses_waits_for_a_person_and_for_nobody_else(fault, advice, follow):
    refusal = follow.standin.faults(fault, calls=OPENING)
    follow.book()

    follow.work_for(minutes=20)

    assert (follow.meeting.problem, follow.meeting.next_attempt_at) == (advice, None)
    assert follow.standin.fault_count(refusal) == 1

    follow.standin.clear_faults()
    assert try_again(follow.clock()) == 1
    follow.work()

    assert follow.events == [(CLARA, "15:30")]
    assert follow.open == []


class TestAMailboxWithoutTeams:
    @pytest.fixture
    def refused(self, follow):
        follow.standin.faults("no_teams", times=1)
        follow.book()
        follow.work()
        return follow

    def test_is_shown_with_its_reason_and_keeps_the_hour_busy(self, refused):
        assert refused.meeting.problem == "teams_not_available"
        assert refused.events == [(CLARA, "15:30")]

    def test_gets_no_second_event_by_trying_again(self, refused):
        refused.standin.faults("no_teams")

        for _ in range(2):
            try_again(refused.clock())
            refused.work()

        assert refused.meeting.problem == "teams_not_available"
        assert refused.events == [(CLARA, "15:30")]

    def test_gets_a_meeting_once_it_is_mended(self, refused):
        try_again(refused.clock())

        refused.work()

        assert refused.events == [(CLARA, "15:30")]
        assert refused.meeting.join_url is not None
        assert refused.open == []

    @pytest.mark.parametrize("fault", ["429", "503", "reset_after"])
    def test_gets_a_meeting_even_if_microsoft_fails_on_the_way(self, fault, refused):
        refused.standin.faults(fault, calls="DELETE */events/*", times=1)
        try_again(refused.clock())

        refused.work_for(seconds=60)

        assert refused.events == [(CLARA, "15:30")]
        assert refused.meeting.join_url is not None
        assert refused.open == []


def test_every_call_is_in_the_ledger_without_link_or_personal_data(follow):
    follow.standin.faults("503", calls=OPENING, times=1)
    follow.book()

    follow.work_for(seconds=10)

    calls = db.session.scalars(select(GraphCall).order_by(GraphCall.id)).all()
    assert [(call.action, call.outcome, call.status) for call in calls] == [
        ("open", "unavailable", 503),
        ("open", "done", None),
    ]
    assert calls[0].request_id
    history = db.session.scalars(select(AppointmentEvent.kind).order_by(AppointmentEvent.id)).all()
    assert history == ["booked", "meeting_failed", "meeting_made"]


def test_nothing_is_made_for_an_hour_that_is_over(follow):
    follow.book()
    follow.clock.later(days=2)

    follow.work()

    assert follow.events == []
    assert follow.meeting.settled_at == follow.clock()


def test_the_same_work_done_twice_changes_nothing(follow):
    follow.book()
    follow.work()

    arrange_meeting(follow.meeting.id, follow.graph, follow.clock)

    assert follow.events == [(CLARA, "15:30")]
    assert len(db.session.scalars(select(GraphCall)).all()) == 1


class Killed(BaseException):
    """What SIGKILL would be, if it could be caught."""


def test_a_worker_killed_between_the_answer_and_the_note_makes_no_second_event(follow):
    def kill(response, **_):
        if response.request.method == "POST":
            raise Killed

    follow.book()
    follow.graph.session.hooks["response"].append(kill)
    with pytest.raises(Killed):
        follow.arrange()
    follow.graph.session.hooks["response"].remove(kill)

    assert follow.events == [(CLARA, "15:30")]
    assert follow.meeting.event_id is None
    follow.clock.later(minutes=5)
    follow.work()

    assert follow.events == [(CLARA, "15:30")]
    assert follow.open == []


def test_a_try_that_was_cut_off_is_due_again_after_five_minutes(follow):
    def kill(response, **_):
        raise Killed

    follow.book()
    follow.graph.session.hooks["response"].append(kill)
    with pytest.raises(Killed):
        follow.arrange()

    assert follow.meeting.next_attempt_at == follow.clock() + timedelta(minutes=5)
