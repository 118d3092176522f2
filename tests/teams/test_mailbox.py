"""Mail through Graph, and whether a mailbox can be used."""

import base64
import json

import pytest

from teams import Graph, GraphProblem, check_mailbox, send_mime, user_id
from tests.teams.standin import CLARA, SERVICE_MAILBOX, start

MAIL = b"From: cita@consum.example\r\nTo: aina@example.org\r\nSubject: Cita\r\n\r\nFins dimarts, a les nou.\r\n"


def test_a_message_is_sent_byte_for_byte(graph, standin):
    send_mime(graph, SERVICE_MAILBOX, MAIL)

    (mail,) = standin.mails()
    assert base64.b64decode(mail["mime"]) == MAIL
    assert mail["mailbox"] == SERVICE_MAILBOX


@pytest.mark.parametrize("fault", ["504_after", "reset_after", "cut"])
def test_mail_that_may_have_gone_says_so(graph, standin, fault):
    standin.faults(fault, calls="*sendMail", times=1)

    if fault == "cut":
        # 202 has no body that could break off.
        send_mime(graph, SERVICE_MAILBOX, MAIL)
    else:
        with pytest.raises(GraphProblem) as problem:
            send_mime(graph, SERVICE_MAILBOX, MAIL)
        assert problem.value.unknown_outcome

    assert len(standin.mails()) == 1


@pytest.mark.parametrize("fault", ["429", "503"])
def test_mail_that_was_turned_away_has_not_gone(graph, standin, fault):
    standin.faults(fault, calls="*sendMail")

    with pytest.raises(GraphProblem) as problem:
        send_mime(graph, SERVICE_MAILBOX, MAIL)

    assert problem.value.retryable
    assert not problem.value.unknown_outcome
    assert standin.mails() == []


def test_mail_in_somebody_elses_name_is_refused(graph, standin):
    with pytest.raises(GraphProblem) as problem:
        send_mime(graph, CLARA, MAIL)

    assert (problem.value.status, problem.value.code) == (403, "ErrorSendAsDenied")


def test_the_owner_of_a_mailbox_has_an_object_id(graph):
    assert user_id(graph, CLARA) == "aaaaaaaa-0000-4000-8000-000000000001"


def test_a_mailbox_that_does_not_exist_is_named_as_such(graph):
    with pytest.raises(GraphProblem) as problem:
        check_mailbox(graph, "nobody@tecnics.example")

    assert problem.value.advice == "mailbox_missing"


@pytest.fixture
def half_configured(tmp_path, monkeypatch):
    """A tenant with people for whom something was forgotten, and an application without mail permission."""
    forgotten = [
        {"mail": "outside@tecnics.example", "in_scope": False},
        {"mail": "no-teams@tecnics.example", "teams": False},
        {"mail": "no-mailbox@tecnics.example", "mailbox": False},
    ]
    people = tmp_path / "people.json"
    people.write_text(json.dumps([{"id": person["mail"][:-16], "name": "-", **person} for person in forgotten]))
    running = start(tmp_path / "state", "--people", str(people), "--permissions", "Calendars.ReadWrite")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.ca_file))
    yield Graph(running.graph_settings)
    running.stop()


def test_what_an_administrator_forgot_is_told_apart(half_configured):
    assert advice(check_mailbox, half_configured, "outside@tecnics.example") == "mailbox_out_of_scope"
    assert advice(check_mailbox, half_configured, "no-mailbox@tecnics.example") == "mailbox_missing"
    assert advice(user_id, half_configured, "no-teams@tecnics.example") == "permission_missing"
    assert check_mailbox(half_configured, "no-teams@tecnics.example").teams_available is False


def advice(call, *arguments):
    with pytest.raises(GraphProblem) as problem:
        call(*arguments)
    return problem.value.advice
