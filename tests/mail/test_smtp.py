import email
import pickle
import socket
from email.policy import default
from urllib.parse import quote

import pytest

from mail.mime import to_mime
from mail.transports import MailProblem, transport_for
from mail.transports.smtp import SmtpTransport
from tests.mail.mail_server import PASSWORD, USER, certificate_for, free_port, mail_server, only_our_user
from tests.mail.messages import SERVICE, letter

# The test server says what it thinks of logins in clear; on loopback they harm nobody.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

LOGIN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"


@pytest.fixture
def message():
    return to_mime(letter(), SERVICE)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return certificate_for("127.0.0.1", tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusted(certificate, monkeypatch):
    authority, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    return context


def problem_of(send, *arguments):
    with pytest.raises(MailProblem) as caught:
        send(*arguments)
    assert "aina" not in str(caught.value).lower()
    assert "example" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    return caught.value


def test_a_letter_arrives_as_it_was_written(message):
    with mail_server() as server:
        transport_for(f"smtp://127.0.0.1:{server.port}").send(message)

    (envelope,) = server.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("cita@cita.example.cat", ["aina@example.org"])
    assert envelope.content == message.as_bytes()
    assert not [option for option in envelope.mail_options if option in ("SMTPUTF8", "BODY=8BITMIME")]


def test_a_line_that_begins_with_a_dot_arrives_whole():
    message = to_mime(letter(text="Primer\n.\n..punts\nfinal\n", calendar=None), SERVICE)
    with mail_server() as server:
        transport_for(f"smtp://127.0.0.1:{server.port}").send(message)

    received = email.message_from_bytes(server.taken[0].content, policy=default)
    assert received.get_body(("plain",)).get_content().splitlines() == ["Primer", ".", "..punts", "final"]


@pytest.mark.parametrize("form", ["smtp://{login}@127.0.0.1:{port}?starttls=1", "smtps://{login}@127.0.0.1:{port}"])
def test_over_tls_with_a_login_the_letter_arrives(form, trusted, message):
    options = {"authenticator": only_our_user, "auth_required": True}
    options |= {"ssl_context": trusted, "auth_require_tls": False} if form.startswith("smtps") else {
        "tls_context": trusted, "require_starttls": True,
    }  # fmt: skip
    with mail_server(**options) as server:
        transport = transport_for(form.format(login=LOGIN, port=server.port))
        transport.check()
        assert server.taken == []
        transport.send(message)

    assert len(server.taken) == 1


def test_a_refused_login_is_said_before_any_letter_is_sent(message):
    with mail_server(authenticator=only_our_user, auth_required=True, auth_require_tls=False) as server:
        transport = transport_for(f"smtp://{quote(USER, safe='')}:wrong@127.0.0.1:{server.port}")
        for problem in (problem_of(transport.check), problem_of(transport.send, message)):
            assert (problem.advice, problem.retryable) == ("credential_refused", False)

    assert server.taken == []


def test_a_server_that_wants_a_login_says_so_when_none_is_given(message):
    with mail_server(authenticator=only_our_user, auth_required=True, auth_require_tls=False) as server:
        problem = problem_of(transport_for(f"smtp://127.0.0.1:{server.port}").send, message)

    assert (problem.advice, problem.retryable) == ("credential_refused", False)


def test_a_server_without_logins_cannot_be_logged_in_to():
    with mail_server(auth_exclude_mechanism=["LOGIN", "PLAIN"]) as server:
        problem = problem_of(transport_for(f"smtp://{LOGIN}@127.0.0.1:{server.port}").check)

    assert problem.advice == "credential_refused"


@pytest.mark.parametrize("scheme", ["smtps://127.0.0.1:{}", "smtp://127.0.0.1:{}?starttls=1"])
def test_a_certificate_of_a_stranger_is_not_accepted(scheme, certificate, message):
    context = certificate[1]
    options = {"ssl_context": context} if scheme.startswith("smtps") else {"tls_context": context}
    with mail_server(**options) as server:
        problem = problem_of(transport_for(scheme.format(server.port)).send, message)

    assert (problem.advice, problem.retryable) == ("tls_failed", False)
    assert server.taken == []


def test_a_certificate_for_another_name_is_not_accepted(tmp_path, monkeypatch, message):
    authority, context = certificate_for("correu.example.cat", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with mail_server(ssl_context=context) as server:
        problem = problem_of(transport_for(f"smtps://127.0.0.1:{server.port}").send, message)

    assert problem.advice == "tls_failed"


def test_a_server_without_tls_where_it_was_expected_gets_nothing(message):
    with mail_server() as server:
        problem = problem_of(transport_for(f"smtps://127.0.0.1:{server.port}").send, message)

    assert problem.advice == "tls_failed"
    assert server.taken == []


def test_without_starttls_nothing_is_sent_in_clear(message):
    with mail_server() as server:
        problem = problem_of(transport_for(f"smtp://127.0.0.1:{server.port}?starttls=1").send, message)

    assert (problem.advice, problem.retryable) == ("tls_failed", False)
    assert server.taken == []


@pytest.mark.parametrize(
    ("replies", "advice", "retryable"),
    [
        ({"RCPT": "550 5.1.1 <aina@example.org> unknown"}, "mailbox_refused", False),
        ({"RCPT": "550 No such user aina@example.org"}, "mailbox_refused", False),
        ({"RCPT": "554 5.7.1 <aina@example.org>: relay access denied"}, "message_refused", False),
        ({"RCPT": "451 4.7.1 greylisted"}, "throttled", True),
        ({"RCPT": "450 try later"}, "throttled", True),
        ({"MAIL": "553 5.7.1 sender not owned by user"}, "message_refused", False),
        ({"MAIL": "421 4.3.2 closing"}, "throttled", True),
        ({"DATA": "552 5.2.2 mailbox of aina@example.org full"}, "mailbox_refused", False),
        ({"DATA": "554 5.6.0 looks like spam"}, "message_refused", False),
        ({"DATA": "451 4.3.0 queue full"}, "throttled", True),
    ],
)
def test_a_refusal_says_whether_to_try_again_and_what_to_do(replies, advice, retryable, message):
    with mail_server(replies) as server:
        problem = problem_of(transport_for(f"smtp://127.0.0.1:{server.port}").send, message)

    assert (problem.advice, problem.retryable, problem.unknown_outcome) == (advice, retryable, False)


def test_a_connection_lost_after_the_content_leaves_the_outcome_open(message):
    with mail_server({"DATA": "drop"}) as server:
        problem = problem_of(transport_for(f"smtp://127.0.0.1:{server.port}").send, message)

    assert (problem.advice, problem.retryable, problem.unknown_outcome) == ("server_unreachable", True, True)


def test_a_connection_lost_before_the_content_left_nothing_behind(message):
    with mail_server({"RCPT": "drop"}) as server:
        problem = problem_of(transport_for(f"smtp://127.0.0.1:{server.port}").send, message)

    assert (problem.advice, problem.retryable, problem.unknown_outcome) == ("server_unreachable", True, False)


@pytest.mark.parametrize("goodbye", ["drop", "421 4.3.2 closing"])
def test_an_impolite_goodbye_changes_nothing(goodbye, message):
    with mail_server({"QUIT": goodbye}) as server:
        transport_for(f"smtp://127.0.0.1:{server.port}").send(message)

    assert len(server.taken) == 1


def test_a_server_that_is_not_there_is_tried_again(message):
    problem = problem_of(transport_for(f"smtp://127.0.0.1:{free_port()}").send, message)

    assert (problem.advice, problem.retryable, problem.unknown_outcome) == ("server_unreachable", True, False)


def test_a_server_that_never_greets_is_not_waited_for_for_ever():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = SmtpTransport("127.0.0.1", silent.getsockname()[1], "none", timeout=0.2)
        problem = problem_of(transport.check)

    assert (problem.advice, problem.retryable) == ("server_unreachable", True)


def test_a_host_that_no_name_server_knows_is_tried_again():
    problem = problem_of(transport_for("smtp://no-such-host.invalid").check)

    assert (problem.advice, problem.retryable) == ("server_unreachable", True)
