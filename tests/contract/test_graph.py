"""All our calls over HTTPS, each request and each answer held to what Microsoft publishes about Graph."""

from urllib.parse import parse_qsl, urlsplit

import pytest

import teams
from teams.standin.checks import Checks
from teams.standin.contract import Contract
from tests.teams import calls
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA, SERVICE_MAILBOX
from tests.teams.times import HALF_PAST_TEN, NINE, TEN

MAIL = b"From: cita@consum.example\r\nTo: aina@example.org\r\nSubject: Cita\r\n\r\nHola\r\n"


class Witness:
    """Sees every exchange of a client and notes which operation it was and what was wrong with it."""

    def __init__(self):
        self.contract = Contract.load()
        self.checks = Checks(self.contract)
        self.operations, self.wrong = set(), []

    def __call__(self, response, *_, **__):
        url = urlsplit(response.request.url)
        operation, _parts = self.contract.find(response.request.method, url.path.removeprefix("/v1.0"))
        self.operations.add(operation.name)
        sent = response.request.body or b""
        errors = self.checks.of_request(
            operation,
            dict(parse_qsl(url.query)),
            response.request.headers.get("Content-Type", ""),
            sent.encode() if isinstance(sent, str) else sent,
        )
        errors += self.checks.of_answer(operation, response.status_code, response.content)
        self.wrong += [f"{operation.name}: {error}" for error in errors]


@pytest.fixture
def witness(graph):
    witness = Witness()
    graph.session.hooks["response"].append(witness)
    return witness


def test_every_call_keeps_to_the_published_contract_in_both_directions(graph, standin, witness):
    clara = teams.user_id(graph, CLARA)
    teams.check_mailbox(graph, CLARA)
    teams.check_policy(graph, clara)
    teams.busy_times(graph, CLARA, [CLARA, "nobody@tecnics.example"], NINE, HALF_PAST_TEN)
    request = wanted()
    meeting = teams.open_meeting(graph, request)
    teams.set_meeting_options(graph, clara, meeting.join_url)
    calls.join(standin, meeting, "Aina")
    calls.end(standin, meeting)
    calls.reports_of(graph, clara, meeting)
    teams.move_meeting(graph, CLARA, meeting.event_id, TEN, HALF_PAST_TEN)
    teams.find_meeting(graph, CLARA, request.reference)
    teams.close_meeting(graph, CLARA, meeting.event_id)
    teams.send_mime(graph, SERVICE_MAILBOX, MAIL)

    assert witness.wrong == []
    assert witness.operations == {
        "GET /users/{user-id}",
        "GET /users/{user-id}/calendar",
        "POST /users/{user-id}/calendar/getSchedule",
        "GET /users/{user-id}/events",
        "POST /users/{user-id}/events",
        "GET /users/{user-id}/events/{event-id}",
        "PATCH /users/{user-id}/events/{event-id}",
        "DELETE /users/{user-id}/events/{event-id}",
        "GET /users/{user-id}/onlineMeetings",
        "PATCH /users/{user-id}/onlineMeetings/{onlineMeeting-id}",
        "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports",
        "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports/{meetingAttendanceReport-id}",
        "POST /users/{user-id}/sendMail",
    }


@pytest.mark.parametrize("fault", ["401", "403_scope", "403_permission", "404_mailbox", "429", "503", "504"])
def test_errors_keep_to_the_published_contract(graph, standin, witness, fault):
    standin.faults(fault)

    with pytest.raises(teams.GraphProblem):
        teams.open_meeting(graph, wanted())

    assert witness.wrong == []


def test_the_witness_sees_what_the_contract_does_not_allow(graph, witness):
    with pytest.raises(teams.GraphProblem) as refused:
        graph.change("POST", "users", CLARA, "events", json={"subject": "x", "colour": "red"})

    assert refused.value.advice == "our_mistake"
    assert any("colour" in error for error in witness.wrong)
