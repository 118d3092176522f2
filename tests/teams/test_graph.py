"""How calls are made: headers, repeats, pages, answers that are not what they should be."""

import re

import pytest
import responses

from teams import Graph, GraphProblem, busy_times, find_meeting, move_meeting, open_meeting, read_meeting
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA
from tests.teams.times import HALF_PAST_NINE, NINE

ELSEWHERE = "https://graph.example.test/v1.0"


@pytest.fixture
def exchanges(graph):
    """All requests that went out, with their answers."""
    seen = []
    graph.session.hooks["response"].append(lambda response, *_, **__: seen.append(response))
    return seen


def test_every_call_asks_for_lasting_ids_and_utc(graph, exchanges):
    open_meeting(graph, wanted())

    for response in exchanges:
        assert response.request.headers["Prefer"] == 'IdType="ImmutableId", outlook.timezone="UTC"'


def test_every_attempt_has_a_name_of_its_own(graph, standin, exchanges):
    standin.faults("401", times=1)

    open_meeting(graph, wanted())

    names = [response.request.headers["client-request-id"] for response in exchanges]
    assert len(names) == len(set(names)) == 3
    assert [response.headers["client-request-id"] for response in exchanges] == names


@pytest.mark.parametrize("fault", ["500", "502", "503", "504", "reset"])
def test_a_read_that_failed_in_passing_is_asked_again_at_once(graph, standin, fault):
    meeting = open_meeting(graph, wanted())
    standin.faults(fault, times=2)

    assert read_meeting(graph, CLARA, meeting.event_id) == meeting


def test_a_question_by_post_is_asked_again_like_a_read(graph, standin):
    standin.faults("502", times=2)

    assert busy_times(graph, CLARA, [CLARA], NINE, HALF_PAST_NINE) == {CLARA: []}


@pytest.mark.parametrize("fault", ["429", "503"])
def test_a_read_is_not_asked_again_while_the_server_wants_us_to_wait(graph, standin, fault):
    strikes = standin.faults(fault, seconds=9)

    with pytest.raises(GraphProblem) as problem:
        find_meeting(graph, CLARA, "2026-000001")

    assert problem.value.retry_after == 9
    assert standin.fault_count(strikes) == 1


@pytest.mark.parametrize("fault", ["500", "502", "503", "504", "reset", "reset_after"])
def test_a_change_is_sent_once(graph, standin, fault):
    strikes = standin.faults(fault, calls="POST */events")

    with pytest.raises(GraphProblem):
        open_meeting(graph, wanted())

    assert standin.fault_count(strikes) == 1


def test_all_pages_of_a_list_are_read(graph, exchanges):
    for _meeting in range(5):
        open_meeting(graph, wanted(reference="2026-series"))
    exchanges.clear()

    found = list(graph.pages("users", CLARA, "events", params={"$top": "2"}))

    assert len({event["id"] for event in found}) == 5
    assert len(exchanges) == 3


def test_an_entry_in_netrc_does_not_replace_our_token(graph, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    assert open_meeting(graph, wanted())


def test_pauses_that_hold_a_worker_are_refused(standin):
    with pytest.raises(ValueError, match="three seconds"):
        Graph(standin.graph_settings, link_pauses=(2.0, 5.0))


# What follows no server of ours would do: an address of its own answers by hand.


@pytest.fixture
def odd(standin):
    """A Graph that answers what the test says, with tokens from the stand-in."""
    settings = standin.settings_with(graph_url=ELSEWHERE)
    with responses.RequestsMock() as answers:
        answers.add_passthru(settings.authority)
        yield Graph(settings, read_pauses=(), link_pauses=()), answers


def test_our_token_does_not_follow_a_link_to_another_host(odd):
    graph, answers = odd
    answers.get(
        re.compile(f"{ELSEWHERE}/users/.*"),
        json={"value": [], "@odata.nextLink": "https://graph.example.test.attacker.test/v1.0/users"},
    )

    with pytest.raises(GraphProblem, match="ForeignNextLink"):
        find_meeting(graph, CLARA, "2026-000001")

    assert len(answers.calls) == 1


def test_a_list_without_end_is_left(odd):
    graph, answers = odd
    link = f"{ELSEWHERE}/users/{CLARA}/events"
    answers.get(re.compile(f"{ELSEWHERE}/users/.*"), json={"value": [], "@odata.nextLink": link})

    with pytest.raises(GraphProblem, match="TooManyPages"):
        find_meeting(graph, CLARA, "2026-000001")


def test_a_redirect_is_not_followed(odd):
    graph, answers = odd
    answers.post(re.compile(f"{ELSEWHERE}/.*"), status=302, headers={"Location": "https://login.example.test/"})

    with pytest.raises(GraphProblem, match="our_mistake"):
        open_meeting(graph, wanted())


@pytest.mark.parametrize("body", ["<html>Sign in to the network</html>", '{"id": ', "[]", '"yes"', "{}", ""])
def test_a_success_that_is_not_an_answer_leaves_the_outcome_open(odd, body):
    graph, answers = odd
    answers.post(re.compile(f"{ELSEWHERE}/.*"), status=201, body=body)

    with pytest.raises(GraphProblem) as problem:
        open_meeting(graph, wanted())

    assert (problem.value.code, problem.value.retryable, problem.value.unknown_outcome) == ("InvalidAnswer", True, True)


EVENT = {
    "id": "AAkA",
    "start": {"dateTime": "2026-12-01T08:00:00.0000000", "timeZone": "UTC"},
    "end": {"dateTime": "2026-12-01T08:30:00.0000000", "timeZone": "UTC"},
    "isOnlineMeeting": True,
    "onlineMeetingProvider": "teamsForBusiness",
    "onlineMeeting": {"joinUrl": "https://teams.microsoft.com/l/meetup-join/x"},
}


@pytest.mark.parametrize(
    "link",
    [
        "http://teams.microsoft.com/l/meetup-join/x",
        "javascript:alert(1)",
        "https://teams.microsoft.com/\r\nSet-Cookie: a=b",
        "https:///l/meetup-join/x",
        "//teams.microsoft.com/x",
        "https://teams.microsoft.com/\N{RIGHT-TO-LEFT OVERRIDE}",
    ],
)
def test_a_link_that_people_must_not_be_sent_to_is_refused(odd, link):
    graph, answers = odd
    answers.get(re.compile(f"{ELSEWHERE}/.*"), json=EVENT | {"onlineMeeting": {"joinUrl": link}})

    with pytest.raises(GraphProblem) as problem:
        read_meeting(graph, CLARA, "AAkA")

    assert (problem.value.advice, problem.value.retryable) == ("link_missing", False)
    assert problem.value.event_id == "AAkA"


@pytest.mark.parametrize(
    "change",
    [
        {"start": {"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "Romance Standard Time"}},
        {"start": {"dateTime": "tomorrow", "timeZone": "UTC"}},
        {"end": None},
        {"id": ""},
    ],
)
def test_an_event_that_cannot_be_understood_is_not_guessed_at(odd, change):
    graph, answers = odd
    answers.get(re.compile(f"{ELSEWHERE}/.*"), json=EVENT | change)

    with pytest.raises(GraphProblem, match="InvalidAnswer"):
        read_meeting(graph, CLARA, "AAkA")


def test_a_change_that_was_answered_and_not_applied_is_noticed(odd):
    graph, answers = odd
    answers.patch(re.compile(f"{ELSEWHERE}/.*"), json=EVENT)
    answers.get(re.compile(f"{ELSEWHERE}/.*"), json=EVENT | {"start": EVENT["end"]})

    with pytest.raises(GraphProblem, match="NotApplied"):
        move_meeting(graph, CLARA, "AAkA", NINE, HALF_PAST_NINE)
