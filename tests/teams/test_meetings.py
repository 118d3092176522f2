"""Opening, moving and closing the Teams meeting of an appointment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from teams import GraphProblem, close_meeting, find_meeting, move_meeting, open_meeting, read_meeting
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA, MARTI
from tests.teams.times import HALF_PAST_NINE, HALF_PAST_TEN, NINE, TEN


def test_an_opened_meeting_is_in_the_technicians_calendar_with_its_link(graph, standin):
    meeting = open_meeting(graph, wanted())

    (entry,) = standin.events(CLARA)
    assert entry["event"]["isOnlineMeeting"] is True
    assert entry["event"]["onlineMeeting"]["joinUrl"] == meeting.join_url
    assert (meeting.starts_at, meeting.ends_at) == (NINE, HALF_PAST_NINE)
    assert entry["event"]["start"] == {"dateTime": "2026-12-01T08:00:00.0000000", "timeZone": "UTC"}


def test_the_event_invites_nobody_and_is_private(graph, standin):
    open_meeting(graph, wanted())

    event = standin.events(CLARA)[0]["event"]
    assert event["attendees"] == []
    assert event["sensitivity"] == "private"
    assert event["showAs"] == "busy"


@pytest.mark.parametrize("fault", ["504_after", "reset_after", "cut"])
def test_an_answer_that_is_lost_and_asked_again_with_the_same_key_gives_one_event(graph, standin, fault):
    request = wanted()
    standin.faults(fault, calls="POST */events", times=1)

    with pytest.raises(GraphProblem) as lost:
        open_meeting(graph, request)
    meeting = open_meeting(graph, request)

    assert lost.value.unknown_outcome
    assert lost.value.retryable
    assert [entry["id"] for entry in standin.events(CLARA)] == [meeting.event_id]


def test_workers_that_open_the_same_meeting_at_once_get_the_same_event(graph, standin):
    request = wanted()

    def attempt(_number):
        try:
            return open_meeting(graph, request).event_id
        except GraphProblem as problem:
            return problem.advice

    with ThreadPoolExecutor(8) as workers:
        outcomes = set(workers.map(attempt, range(8)))

    (entry,) = standin.events(CLARA)
    assert entry["id"] in outcomes
    assert outcomes <= {entry["id"], "throttled"}


def test_an_attempt_repeated_after_the_time_has_changed_ends_at_the_new_time(graph, standin):
    request = wanted()
    first = open_meeting(graph, request)

    second = open_meeting(graph, replace(request, starts_at=TEN, ends_at=HALF_PAST_TEN))

    assert second.event_id == first.event_id
    assert second.starts_at == TEN
    assert len(standin.events(CLARA)) == 1


def test_a_mailbox_without_teams_is_told_apart_and_its_event_can_be_removed(graph, standin):
    standin.faults("no_teams")

    with pytest.raises(GraphProblem) as problem:
        open_meeting(graph, wanted())
    close_meeting(graph, CLARA, problem.value.event_id)

    assert problem.value.advice == "teams_not_available"
    assert not problem.value.retryable
    assert standin.events(CLARA) == []


def test_a_link_that_comes_a_moment_later_is_waited_for(graph, standin):
    standin.faults("link_late", seconds=0.15)

    meeting = open_meeting(graph, wanted())

    assert meeting.join_url.startswith("http://localhost:")


def test_a_link_that_does_not_come_is_asked_for_again_later(graph, standin):
    request = wanted()
    standin.faults("link_late", seconds=60)

    with pytest.raises(GraphProblem) as problem:
        open_meeting(graph, request)

    assert (problem.value.advice, problem.value.retryable) == ("link_missing", True)
    assert problem.value.event_id == standin.events(CLARA)[0]["id"]


@pytest.mark.parametrize("times", range(1, 6))
def test_a_meeting_keeps_its_id_and_link_however_often_it_moves(graph, standin, times):
    opened = open_meeting(graph, wanted())

    for number in range(1, times + 1):
        start = TEN + timedelta(days=number)
        moved = move_meeting(graph, CLARA, opened.event_id, start, start + timedelta(minutes=30))

    assert (moved.event_id, moved.join_url) == (opened.event_id, opened.join_url)
    assert moved.starts_at == TEN + timedelta(days=times)


def test_moving_leaves_the_body_with_its_join_block_alone(graph, standin):
    meeting = open_meeting(graph, wanted())

    move_meeting(graph, CLARA, meeting.event_id, TEN, HALF_PAST_TEN)

    assert "me-email-text" in standin.events(CLARA)[0]["event"]["body"]["content"]


def test_a_meeting_that_was_deleted_in_outlook_cannot_be_moved_and_says_so(graph, standin):
    meeting = open_meeting(graph, wanted())
    standin.post(f"/calendar/{CLARA}/{meeting.event_id}/delete", week="2026-W49")

    with pytest.raises(GraphProblem) as problem:
        move_meeting(graph, CLARA, meeting.event_id, TEN, HALF_PAST_TEN)

    assert (problem.value.advice, problem.value.retryable) == ("event_missing", False)
    assert read_meeting(graph, CLARA, meeting.event_id) is None


def test_closing_twice_is_closing_once(graph, standin):
    meeting = open_meeting(graph, wanted())

    close_meeting(graph, CLARA, meeting.event_id)
    close_meeting(graph, CLARA, meeting.event_id)

    assert standin.events(CLARA) == []


def test_closing_in_a_mailbox_that_is_missing_is_not_done(graph, standin):
    meeting = open_meeting(graph, wanted())
    standin.faults("404_mailbox")

    with pytest.raises(GraphProblem) as problem:
        close_meeting(graph, CLARA, meeting.event_id)

    assert problem.value.advice == "mailbox_missing"


def test_an_event_whose_id_was_never_learnt_is_found_by_its_reference(graph, standin):
    request = wanted(reference="2026-O'Neill")
    standin.faults("reset_after", calls="POST */events", times=1)
    with pytest.raises(GraphProblem):
        open_meeting(graph, request)
    open_meeting(graph, wanted())

    (found,) = find_meeting(graph, CLARA, "2026-O'Neill")

    by_key = {entry["transactionId"]: entry["id"] for entry in standin.events(CLARA)}
    assert found.event_id == by_key[request.transaction_id]
    assert found.join_url
    assert find_meeting(graph, MARTI, "2026-O'Neill") == []


def test_an_event_without_link_is_found_too(graph, standin):
    request = wanted()
    standin.faults("no_teams")
    with pytest.raises(GraphProblem):
        open_meeting(graph, request)

    (found,) = find_meeting(graph, CLARA, request.reference)

    assert found.join_url == ""


def test_reassigning_and_back_gives_a_new_event_each_time(graph, standin):
    first = open_meeting(graph, wanted())
    second = open_meeting(graph, wanted(mailbox=MARTI))
    close_meeting(graph, CLARA, first.event_id)
    third = open_meeting(graph, wanted())
    close_meeting(graph, MARTI, second.event_id)

    assert [entry["id"] for entry in standin.events(CLARA)] == [third.event_id]
    assert standin.events(MARTI) == []
    assert len({urlsplit(meeting.join_url).path for meeting in (first, second, third)}) == 3


def test_a_time_without_zone_is_refused_before_anything_is_sent(graph, standin):
    with pytest.raises(ValueError, match="zone"):
        open_meeting(graph, wanted(starts_at=NINE.replace(tzinfo=None)))

    assert standin.events(CLARA) == []


def test_the_link_does_not_show_when_a_meeting_is_printed(graph):
    assert "meetup-join" not in repr(open_meeting(graph, wanted()))
