"""Whatever changes and whenever: in the end there is one event, where and when the appointment is, or none."""

import pytest
from sqlalchemy import select

from booking.arrange_meeting import arrange_meeting
from booking.models import Meeting
from booking.schedules import try_again
from database import db
from teams import Graph
from tests.support.waiting import until
from tests.teams.standin import CLARA, MARTI

OPENING = "POST */events"


@pytest.fixture
def booked(follow):
    """Aina at half past three with Clara, everything done."""
    follow.book("15:30", CLARA)
    follow.work()
    return follow


def test_moving_moves_the_event_and_keeps_its_link(booked):
    event_id, link = booked.meeting.event_id, booked.meeting.join_url

    booked.move("16:00")
    booked.work()

    assert booked.events == [(CLARA, "16:00")]
    assert (booked.meeting.event_id, booked.meeting.join_url) == (event_id, link)
    assert booked.open == []


def test_cancelling_removes_the_event(booked):
    booked.cancel()
    booked.work()

    assert booked.events == []
    assert booked.open == []


def test_moving_to_a_colleague_moves_to_their_calendar(booked):
    booked.move("16:00", MARTI)
    booked.work()

    assert booked.events == [(MARTI, "16:00")]
    assert booked.open == []


def test_moving_to_a_colleague_and_back_leaves_one_event(booked):
    booked.move("16:00", MARTI)
    booked.work()
    booked.move("15:30", CLARA)
    booked.work()

    assert booked.events == [(CLARA, "15:30")]
    assert booked.open == []


@pytest.mark.parametrize("backwards", [False, True])
def test_the_order_of_the_work_does_not_matter(backwards, follow):
    follow.book("15:30", CLARA)
    follow.move("16:00", MARTI)
    follow.move("16:30", CLARA)

    meetings = db.session.scalars(select(Meeting.id).order_by(Meeting.id)).all()
    for meeting_id in sorted(meetings, reverse=backwards):
        arrange_meeting(meeting_id, follow.graph, follow.clock)
    follow.send()

    assert len(meetings) == 3
    assert follow.events == [(CLARA, "16:30")]
    assert follow.open == []


def test_an_event_deleted_in_outlook_comes_back_when_the_appointment_moves(booked):
    _delete(booked)

    booked.move("16:00")
    booked.work()

    assert booked.events == [(CLARA, "16:00")]
    assert booked.meeting.join_url is not None
    assert booked.open == []


def test_an_event_deleted_in_outlook_does_not_hinder_cancelling(booked):
    _delete(booked)

    booked.cancel()
    booked.work()

    assert booked.events == []
    assert booked.open == []


def _delete(follow):
    """As Clara does in Outlook."""
    follow.graph.change("DELETE", "users", CLARA, "events", follow.meeting.event_id)


CHANGES = {
    "moved": (lambda follow: follow.move("16:00"), [(CLARA, "16:00")]),
    "given to a colleague": (lambda follow: follow.move("16:00", MARTI), [(MARTI, "16:00")]),
    "given to a colleague and back": (
        lambda follow: (follow.move("16:00", MARTI), follow.move("16:30", CLARA)),
        [(CLARA, "16:30")],
    ),
    "moved there and back": (lambda follow: (follow.move("16:00"), follow.move("15:30")), [(CLARA, "15:30")]),
    "cancelled": (lambda follow: follow.cancel(), []),
}


def meanwhile(follow, method, change):
    """Let the change happen once, when Microsoft has done the call and we have not yet noted its answer."""

    def hook(response, **_):
        if response.request.method == method:
            follow.graph.session.hooks["response"].remove(hook)
            change(follow)

    follow.graph.session.hooks["response"].append(hook)


@pytest.mark.parametrize("fault", [None, "503", "504_after", "reset_after", "403_scope"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_while_the_event_is_being_made_has_the_last_word(name, fault, follow):
    change, expected = CHANGES[name]
    follow.book("15:30", CLARA)
    if fault:
        follow.standin.faults(fault, calls=OPENING, times=1)
    meanwhile(follow, "POST" if fault != "reset_after" else "GET", change)

    follow.work_for(minutes=10)

    assert follow.events == expected
    assert follow.open == []


@pytest.mark.parametrize("fault", [None, "429", "504_after", "404_mailbox"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_while_the_event_is_being_moved_has_the_last_word(name, fault, booked):
    change, expected = CHANGES[name]
    booked.move("17:00")
    if fault:
        booked.standin.faults(fault, calls="PATCH */events/*", times=1)
    meanwhile(booked, "PATCH", change)

    booked.work_for(minutes=10)

    assert booked.events == expected
    assert booked.open == []


@pytest.mark.parametrize("name", ["moved", "given to a colleague and back", "cancelled"])
def test_a_change_while_a_deleted_event_is_being_moved_has_the_last_word(name, booked):
    change, expected = CHANGES[name]
    _delete(booked)
    booked.move("17:00")
    meanwhile(booked, "PATCH", change)

    booked.work_for(minutes=10)

    assert booked.events == expected
    assert booked.open == []


@pytest.mark.parametrize("fault", ["504_after", "reset_after", "cut"])
def test_an_event_whose_id_never_reached_us_is_found_and_removed(fault, follow):
    follow.standin.faults(fault, calls=OPENING, times=1)
    follow.book()
    follow.arrange()
    assert follow.meeting.event_id is None

    follow.cancel()
    follow.work_for(minutes=10)

    assert follow.events == []
    assert follow.open == []


def test_an_event_that_appears_only_after_the_cancellation_is_removed_too(follow):
    """Our time-out does not stop Exchange: it may still be at work when we look for what it made."""
    follow.standin.faults("slow", calls=OPENING, times=1, seconds=6)
    follow.graph = Graph(follow.standin.graph_settings, timeouts=(5, 2))
    follow.book()
    follow.arrange()
    follow.cancel()
    follow.arrange()
    until(lambda: follow.events == [(CLARA, "15:30")])

    follow.work_for(minutes=10)

    assert follow.events == []
    assert follow.open == []


@pytest.mark.parametrize("fault", ["403_scope", "404_mailbox"])
def test_a_cancellation_that_microsoft_refuses_waits_for_a_person(fault, booked):
    booked.standin.faults(fault, calls="DELETE */events/*", times=1)

    booked.cancel()
    booked.work_for(minutes=10)
    assert booked.open == [booked.meeting]
    assert booked.meeting.next_attempt_at is None

    try_again(booked.clock())
    booked.work()

    assert booked.events == []
    assert booked.open == []
