"""Whether a call took place, and the options of the meeting: what needs the Teams policy."""

import pytest

from teams import GraphProblem, attendance, check_policy, open_meeting, set_meeting_options, user_id
from tests.teams.calls import end, join, reports_of
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA


@pytest.fixture
def clara(graph):
    return user_id(graph, CLARA)


@pytest.fixture
def meeting(graph):
    return open_meeting(graph, wanted())


def test_a_call_with_technician_and_consumer_is_reported_after_its_end(graph, standin, clara, meeting):
    join(standin, meeting, "Clara", organizer=True)
    join(standin, meeting, "Aina")
    assert attendance(graph, clara, meeting.join_url) == []
    end(standin, meeting)

    (report,) = reports_of(graph, clara, meeting)

    assert sorted(one.is_organizer for one in report.participants) == [False, True]
    assert report.starts_at < report.ends_at


def test_a_technician_who_waited_alone_had_no_guest(graph, standin, clara, meeting):
    join(standin, meeting, "Clara", organizer=True)
    end(standin, meeting)

    (report,) = reports_of(graph, clara, meeting)

    assert report.guest_seconds == 0
    assert [one.is_organizer for one in report.participants] == [True]


def test_a_call_that_broke_off_and_was_taken_up_again_has_two_reports(graph, standin, clara, meeting):
    for _session in range(2):
        join(standin, meeting, "Aina")
        end(standin, meeting)

    first, second = reports_of(graph, clara, meeting, count=2)

    assert first.ends_at <= second.starts_at


def test_a_report_keeps_no_names(graph, standin, clara, meeting):
    join(standin, meeting, "Aina Ferrer")
    end(standin, meeting)

    assert "Aina" not in repr(reports_of(graph, clara, meeting))


def test_the_lobby_stays_and_only_the_technician_presents(graph, clara, meeting):
    set_meeting_options(graph, clara, meeting.join_url)

    wanted_link = f"JoinWebUrl eq '{meeting.join_url}'"
    (online,) = graph.pages("users", clara, "onlineMeetings", params={"$filter": wanted_link})
    assert online["lobbyBypassSettings"] == {"scope": "organization", "isDialInBypassEnabled": False}
    assert online["allowedPresenters"] == "organizer"
    assert online["recordAutomatically"] is False


@pytest.mark.parametrize("call", [set_meeting_options, attendance])
def test_without_the_teams_policy_only_the_optional_layer_is_missing(graph, standin, clara, call):
    standin.faults("403_policy")
    meeting = open_meeting(graph, wanted())

    with pytest.raises(GraphProblem) as problem:
        call(graph, clara, meeting.join_url)

    assert (problem.value.advice, problem.value.retryable) == ("teams_policy_missing", False)


def test_a_meeting_that_teams_does_not_know_yet_is_worth_asking_for_again(graph, clara):
    with pytest.raises(GraphProblem) as problem:
        set_meeting_options(graph, clara, "https://teams.microsoft.com/l/meetup-join/unknown")

    assert (problem.value.advice, problem.value.retryable) == ("meeting_missing", True)


def test_the_check_for_the_policy_tells_whether_it_is_there(graph, standin, clara):
    check_policy(graph, clara)
    standin.faults("403_policy")

    with pytest.raises(GraphProblem, match="teams_policy_missing"):
        check_policy(graph, clara)
