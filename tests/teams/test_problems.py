"""What the gateway makes of each way in which Graph fails."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate

import pytest
import requests

from teams import Graph, GraphProblem, busy_times, open_meeting, read_meeting
from teams.failures import retry_after
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA, MARTI, eventually
from tests.teams.times import HALF_PAST_NINE, NINE

# Fault -> advice, worth retrying, may have been done.
BRANCHES = {
    "400": ("our_mistake", False, False),
    "401": ("credential_refused", False, False),
    "403_scope": ("mailbox_out_of_scope", False, False),
    "403_permission": ("permission_missing", False, False),
    "404_mailbox": ("mailbox_missing", False, False),
    "409": ("unavailable", True, False),
    "412": ("unavailable", True, False),
    "413": ("our_mistake", False, False),
    "423": ("unavailable", True, False),
    "429": ("throttled", True, False),
    "500": ("unavailable", True, True),
    "502": ("unavailable", True, True),
    "503": ("unavailable", True, False),
    "504": ("unavailable", True, True),
    "507": ("mailbox_full", False, False),
    "509": ("throttled", True, False),
    "reset": ("unavailable", True, True),
    "reset_after": ("unavailable", True, True),
    "504_after": ("unavailable", True, True),
    "cut": ("unavailable", True, True),
}


@pytest.mark.parametrize("fault", BRANCHES)
def test_a_failed_change_says_what_stands_in_the_way(graph, standin, fault):
    standin.faults(fault, calls="POST */events")

    problem = problem_of(open_meeting, graph, wanted())

    assert (problem.advice, problem.retryable, problem.unknown_outcome) == BRANCHES[fault]
    assert bool(problem.request_id) == (problem.status is not None)


@pytest.mark.parametrize("fault", ["500", "502", "504", "reset"])
def test_a_failed_read_never_leaves_an_outcome_open(graph, standin, fault):
    standin.faults(fault)

    assert not problem_of(busy_times, graph, CLARA, [CLARA], NINE, HALF_PAST_NINE).unknown_outcome


@pytest.mark.parametrize(
    ("form", "seconds"), [("seconds", 7), ("seconds", 0), ("date", 40), ("none", None), ("seconds", 999_999)]
)
def test_the_wait_that_the_server_asks_for_is_passed_on(graph, standin, form, seconds):
    standin.faults("429", seconds=seconds, retry_after=form)

    asked = problem_of(open_meeting, graph, wanted()).retry_after

    if seconds is None:
        assert asked is None
    else:
        assert asked == pytest.approx(min(seconds, 86_400), abs=2)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("Tue, 01 Dec 2026 08:00:30 GMT", 30),
        ("Tue, 01 Dec 2026 07:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("1e3", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after_is_read_by_the_servers_clock(header, seconds):
    response = requests.Response()
    response.headers.update({"Retry-After": header, "Date": formatdate(NINE.timestamp(), usegmt=True)})

    assert retry_after(response) == seconds


def test_a_problem_tells_no_names_addresses_or_links(graph, standin):
    meeting = open_meeting(graph, wanted())
    clara = standin.get("/_events")[CLARA][0]["event"]["organizer"]["emailAddress"]["name"]
    standin.faults("reset")

    problem = problem_of(read_meeting, graph, CLARA, meeting.event_id)

    told = f"{problem} {problem!r} {problem.__context__!r} {problem.__cause__!r}"
    assert not any(secret in told for secret in (CLARA, "clara", clara, meeting.join_url, meeting.event_id))


def test_what_the_server_says_cannot_break_into_a_log():
    problem = GraphProblem("unavailable", "Bad\r\nFAKE aina@example.org", request_id="1\n2 3")

    assert str(problem) == "unavailable (BadFAKEainaexample.org, request-id 123)"


def test_a_problem_survives_being_stored():
    problem = GraphProblem("throttled", "X", status=429, retryable=True, retry_after=3.0, event_id="e")

    again = pickle.loads(pickle.dumps(problem))

    assert vars(again) == vars(problem)
    assert str(again) == str(problem)


def test_microsoft_365_out_of_reach_is_passing_and_nothing_was_sent(graph, standin):
    graph.sign_in()
    standin.stop()
    try:
        problem = problem_of(open_meeting, graph, wanted())
    finally:
        standin.start()

    assert (problem.code, problem.retryable, problem.unknown_outcome) == ("ConnectionRefused", True, False)


def test_a_server_that_does_not_answer_in_time_leaves_the_outcome_open(standin):
    impatient = Graph(standin.graph_settings, timeouts=(5.0, 2.0))
    impatient.sign_in()
    standin.faults("slow", calls="POST */events", seconds=4)

    problem = problem_of(open_meeting, impatient, wanted())

    assert (problem.code, problem.retryable, problem.unknown_outcome) == ("Timeout", True, True)
    assert eventually(lambda: standin.events(CLARA)), "and it was done after all"


def test_the_fifth_call_at_a_time_into_one_mailbox_is_throttled(graph, standin):
    graph.sign_in()
    standin.faults("slow", calls="GET */events/*", mailbox=MARTI, seconds=4)

    with ThreadPoolExecutor(6) as workers:
        outcomes = list(workers.map(lambda number: outcome_of(read_meeting, graph, MARTI, f"e{number}"), range(6)))

    assert outcomes.count("throttled") == 2
    assert outcomes.count(None) == 4


def problem_of(call, *arguments):
    with pytest.raises(GraphProblem) as problem:
        call(*arguments)
    return problem.value


def outcome_of(call, *arguments):
    try:
        return call(*arguments)
    except GraphProblem as problem:
        return problem.advice
