"""What somebody changes in Outlook is seen by looking there, and believed only as it is at that moment."""

from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from booking.models import AppointmentEvent, Divergence, Meeting
from booking.notices.compare import compare_meeting, technicians_to_compare
from database import db, writing
from teams import GraphProblem
from tests.support.world import NOW, at
from tests.teams.standin import CLARA, MARTI


@pytest.fixture
def aina(follow):
    """Aina's call with Clara at 15:30, with its meeting."""
    follow.book("15:30")
    follow.work()


@pytest.fixture
def reads(graph):
    """Every exchange with Graph: method and path."""
    seen = []
    graph.session.hooks["response"].append(lambda answer, *_, **__: seen.append(answer.request.path_url))
    return seen


def history():
    return [kind for kind in db.session.scalars(select(AppointmentEvent.kind)) if "calendar" in kind]


def test_what_agrees_costs_one_look_and_changes_nothing(follow, calendar, aina, reads):
    calendar.compare()

    assert calendar.differences == []
    assert [path for path in reads if "/events/" in path] == []
    assert len([path for path in reads if "/calendarView" in path]) == 1


def test_an_event_that_was_moved_is_put_down_with_its_new_hour(follow, calendar, aina):
    calendar.drag("16:30", "17:00")

    calendar.compare()

    assert calendar.differences == [("moved", "16:30")]
    assert history() == ["calendar_differs"]


def test_also_when_it_was_moved_to_another_month(follow, calendar, aina):
    follow.standin.post(
        f"/calendar/{CLARA}/{calendar.entry['id']}/move", start="2027-02-01T10:00", end="2027-02-01T10:30"
    )

    calendar.compare()

    assert calendar.differences == [("moved", "10:00")]


def test_an_event_that_was_deleted(follow, calendar, aina):
    calendar.delete()

    calendar.compare()

    assert calendar.differences == [("deleted", None)]


def test_an_event_that_is_no_teams_meeting_any_more(follow, calendar, aina, graph):
    body = {"body": {"contentType": "html", "content": "fora"}}
    graph.change("PATCH", "users", CLARA, "events", follow.meeting.event_id, json=body)

    compare_meeting(follow.meeting.id, graph, follow.clock)

    assert calendar.differences == [("no_link", None)]


def test_the_person_and_the_technician_hear_nothing(follow, calendar, aina):
    before = len(follow.mail.delivered)
    calendar.drag("16:30", "17:00")

    calendar.compare()
    follow.work_for(minutes=5)

    assert len(follow.mail.delivered) == before
    assert follow.open == []


def test_looking_again_finds_the_same_thing_once(follow, calendar, aina):
    calendar.drag("16:30", "17:00")
    calendar.compare()
    calendar.drag("17:00", "17:30")

    calendar.compare()
    calendar.compare()

    assert calendar.differences == [("moved", "17:00")]
    assert history() == ["calendar_differs"]


def test_who_puts_it_back_by_hand_has_settled_it(follow, calendar, aina):
    calendar.drag("16:30", "17:00")
    calendar.compare()
    calendar.drag("15:30", "16:00")

    calendar.compare()

    assert calendar.differences == []
    assert db.session.scalars(select(Divergence.resolution)).all() == ["gone"]


def test_our_own_change_that_is_under_way_is_no_difference(follow, calendar, aina):
    follow.move("16:00")

    calendar.compare()
    assert calendar.differences == [], "the meeting is not settled yet"
    follow.arrange()
    calendar.compare()

    assert calendar.differences == []


def test_an_answer_overtaken_by_our_own_change_is_not_believed(follow, calendar, aina, graph):
    calendar.drag("16:30", "17:00")

    def meanwhile(answer, *_, **__):
        if "calendarView" in answer.request.path_url:
            graph.session.hooks["response"].remove(meanwhile)
            with writing() as session:
                session.get_one(Meeting, 1).settled_at = follow.clock() + timedelta(seconds=1)

    graph.session.hooks["response"].append(meanwhile)

    calendar.compare()

    assert calendar.differences == []


def test_a_cancelled_call_and_one_that_is_over_are_not_looked_at(follow, calendar, aina, reads):
    follow.clock.now = at(24, "15:30")
    calendar.compare()
    follow.clock.now = NOW
    follow.cancel()
    follow.work()
    reads.clear()
    calendar.compare()

    assert reads == []
    assert technicians_to_compare(db.session(), NOW) == []


def test_only_technicians_with_calls_to_come_are_looked_at(follow, aina):
    follow.book("16:00", MARTI)
    follow.work()

    assert technicians_to_compare(db.session(), follow.clock()) == follow.world.technicians[:2]


def test_a_calendar_that_does_not_answer_says_nothing(follow, calendar, aina):
    calendar.delete()
    follow.standin.faults("503", calls="GET *")

    with pytest.raises(GraphProblem, match="unavailable"):
        calendar.compare()

    assert calendar.differences == []


def test_a_link_that_changed_in_outlook_is_the_one_that_people_are_led_to(follow, calendar, aina, graph):
    with writing() as session:
        session.get_one(Meeting, 1).join_url = "https://teams.example/old"

    compare_meeting(1, graph, follow.clock)

    assert requests.get(follow.meeting.join_url, timeout=10).status_code == 200


class TestDeciding:
    def test_the_coordinator_sees_what_was_moved_and_puts_it_back(self, pending, follow, calendar, aina):
        letters = len(follow.mail.delivered)
        calendar.drag("16:30", "17:00")
        calendar.compare()

        page = pending.open()
        assert "Una cita s'ha mogut a l'Outlook" in page.text
        assert "dimarts 24 de novembre, 16:30 – 17:00" in page.text
        page = pending.press("Torna-la com estava")
        follow.work()
        calendar.compare()

        assert "La persona no nota res" in page.text
        assert follow.events == [(CLARA, "15:30")]
        assert calendar.differences == []
        assert len(follow.mail.delivered) == letters
        assert "s'ha mogut" not in pending.open().text

    def test_what_was_deleted_is_made_again_with_another_link_behind_the_same_one(
        self, pending, follow, calendar, aina
    ):
        old = follow.meeting.join_url
        calendar.delete()
        calendar.compare()

        pending.press("Torna-la com estava")
        follow.work()

        assert follow.events == [(CLARA, "15:30")]
        assert follow.meeting.join_url != old
        assert follow.subjects() == ["Cita confirmada"]

    def test_what_has_no_teams_meeting_is_replaced(self, pending, follow, calendar, aina, graph):
        body = {"body": {"contentType": "html", "content": "fora"}}
        graph.change("PATCH", "users", CLARA, "events", follow.meeting.event_id, json=body)
        compare_meeting(follow.meeting.id, graph, follow.clock)

        pending.press("Torna-la com estava")
        follow.work()

        assert follow.events == [(CLARA, "15:30")]
        assert calendar.entry["event"]["isOnlineMeeting"] is True

    def test_or_the_call_goes_to_the_new_hour_and_the_person_is_told(self, pending, follow, calendar, aina):
        calendar.drag("16:30", "17:00")
        calendar.compare()
        follow.clock.later(minutes=1)
        pending.open()

        pending.browser.follow("Passa la cita a l'hora nova")
        pending.browser.submit(form=pending.browser.page.forms[-1].action, reason="La Clara ho ha demanat")
        follow.work()

        assert follow.events == [(CLARA, "16:30")]
        assert follow.subjects() == ["Cita confirmada", "Cita canviada"]
        assert "s'ha mogut" not in pending.open().text
        calendar.compare()
        assert calendar.differences == []

    def test_a_decision_that_came_too_late_does_nothing(self, pending, follow, calendar, aina):
        calendar.drag("16:30", "17:00")
        calendar.compare()
        pending.open()
        calendar.drag("15:30", "16:00")
        calendar.compare()

        page = pending.press_again("Torna-la com estava")

        assert page.status_code == 200
        assert follow.open == []

    def test_a_call_cancelled_meanwhile_needs_no_decision(self, pending, follow, calendar, aina):
        calendar.drag("16:30", "17:00")
        calendar.compare()
        pending.open()
        follow.cancel()

        assert "Ja no calia" in pending.press_again("Torna-la com estava").text
        assert "mogut" not in pending.open().text
