"""The application's token, got by the real msal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import responses
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from teams import Graph, GraphProblem, GraphSettings, certificate_expires_at, check_mailbox, user_id
from teams.tokens import Tokens
from tests.teams.standin import CLARA

TOKEN_CALLS = "POST */token"


@pytest.fixture
def requests_made(standin):
    """How many tokens were asked for so far."""
    counter = standin.faults("slow", calls=TOKEN_CALLS, seconds=0.05)
    return lambda: standin.fault_count(counter)


def test_threads_on_a_cold_cache_share_one_token_request(graph, requests_made):
    with ThreadPoolExecutor(16) as threads:
        tokens = set(threads.map(lambda _number: graph._tokens.current(), range(16)))

    assert len(tokens) == 1
    assert requests_made() == 1


def test_nothing_goes_to_the_network_before_the_first_call(requests_made):
    Graph(GraphSettings("https://graph.invalid/v1.0", "tenant", "client", "secret", None, "https://login.invalid"))

    assert requests_made() == 0


def test_a_refused_token_is_replaced_once_and_the_call_goes_through(graph, standin, requests_made):
    check_mailbox(graph, CLARA)
    standin.faults("401", times=1)

    assert check_mailbox(graph, CLARA).teams_available
    assert requests_made() == 2


def test_a_token_that_is_refused_again_is_a_matter_of_credentials(graph, standin, requests_made):
    refusals = standin.faults("401")

    problem = problem_of(check_mailbox, graph, CLARA)

    assert (problem.advice, problem.retryable) == ("credential_refused", False)
    assert standin.fault_count(refusals) == 2
    assert requests_made() == 2


def test_a_token_that_another_thread_has_replaced_is_not_dropped(standin, requests_made):
    tokens = Tokens(standin.graph_settings)
    first = tokens.current()
    tokens.forget(first)
    second = tokens.current()

    tokens.forget(first)

    assert tokens.current() == second
    assert requests_made() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_secret": "wrong-secret"}, "invalid_client:7000215"),
        ({"client_secret": "expired-secret"}, "invalid_client:7000222"),
        ({"client_id": "99999999-9999-9999-9999-999999999999"}, "unauthorized_client:700016"),
        ({"tenant": "99999999-9999-9999-9999-999999999999"}, "SignInUnusable"),
    ],
)
def test_a_refused_application_says_so_every_time(standin, changes, code):
    graph = Graph(standin.settings_with(**changes))

    for _attempt in range(2):
        problem = problem_of(graph.sign_in)

        assert (problem.code, problem.advice, problem.retryable) == (code, "credential_refused", False)
        assert problem.status in (400, 401)


@pytest.mark.parametrize("calls", [TOKEN_CALLS, "GET */openid-configuration"])
@pytest.mark.parametrize(("fault", "advice"), [("429", "throttled"), ("503", "unavailable")])
def test_a_sign_in_service_in_trouble_passes(graph, standin, calls, fault, advice):
    standin.faults(fault, calls=calls, seconds=11)

    problem = problem_of(graph.sign_in)

    assert (problem.advice, problem.retryable, problem.status) == (advice, True, int(fault))
    assert problem.retry_after == 11
    assert not problem.unknown_outcome


def test_a_sign_in_service_out_of_reach_passes(standin, graph):
    standin.stop()
    try:
        problem = problem_of(graph.sign_in)
    finally:
        standin.start()

    assert (problem.advice, problem.retryable, problem.code) == ("unavailable", True, "ConnectionRefused")
    graph.sign_in()


def test_a_certificate_of_the_server_that_is_not_trusted_is_named(standin, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    problem = problem_of(Graph(standin.graph_settings).sign_in)

    assert (problem.code, problem.retryable) == ("TlsFailed", True)


def test_a_page_instead_of_a_token_passes(standin):
    settings = standin.graph_settings
    with responses.RequestsMock() as proxy:
        proxy.add_passthru(f"{settings.authority}/{settings.tenant}/v2.0")
        proxy.post(f"{settings.authority}/{settings.tenant}/oauth2/v2.0/token", body="<html>Please log in</html>")

        problem = problem_of(Graph(settings).sign_in)

    assert (problem.advice, problem.retryable) == ("unavailable", True)


def test_a_failure_is_shared_by_the_threads_that_waited_for_it(standin):
    graph = Graph(standin.graph_settings, timeouts=(5.0, 2.0))
    slow = standin.faults("slow", calls=TOKEN_CALLS, seconds=4)

    with ThreadPoolExecutor(8) as threads:
        problems = list(threads.map(lambda _number: problem_of(graph.sign_in).code, range(8)))

    assert problems == ["Timeout"] * 8
    assert standin.fault_count(slow) == 1


def test_a_certificate_serves_instead_of_a_secret(standin, certificate):
    settings = standin.settings_with(client_secret=None, client_certificate=str(certificate))

    assert user_id(Graph(settings), CLARA)
    assert certificate_expires_at(settings) == datetime(2030, 1, 1, tzinfo=UTC)
    assert certificate_expires_at(standin.graph_settings) is None


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n"])
def test_a_certificate_that_cannot_be_read_is_named(standin, tmp_path, content):
    path = tmp_path / "application.pem"
    if content is not None:
        path.write_text(content)

    problem = problem_of(Graph(standin.settings_with(client_secret=None, client_certificate=str(path))).sign_in)

    assert (problem.code, problem.advice) == ("CertificateUnreadable", "credential_refused")


def test_secrets_are_never_shown(standin):
    settings = standin.settings_with(client_secret="s3cr3t-value")
    graph = Graph(settings)
    token = graph._tokens.current()

    assert "s3cr3t-value" not in f"{settings!r}{settings}{graph!r}{vars(graph)!r}"
    assert token not in f"{graph!r}{vars(graph)!r}{graph._tokens!r}"


@pytest.mark.parametrize(
    "changes",
    [
        {"graph_url": "http://graph.microsoft.com/v1.0"},
        {"authority": "http://login.microsoftonline.com"},
        {"authority": "https://login.microsoftonline.com/tenant"},
        {"client_secret": None},
        {"client_certificate": "/a/file.pem"},
    ],
)
def test_settings_that_cannot_work_are_refused(standin, changes):
    with pytest.raises(ValueError):
        standin.settings_with(**changes)


@pytest.mark.parametrize(
    ("graph_url", "scope"),
    [
        ("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com/.default"),
        ("https://graph.microsoft.us/v1.0", "https://graph.microsoft.us/.default"),
        ("https://localhost:8443/v1.0", "https://graph.microsoft.com/.default"),
    ],
)
def test_a_token_is_asked_for_the_cloud_that_is_called(standin, graph_url, scope):
    assert standin.settings_with(graph_url=graph_url).scope == scope


@pytest.fixture
def certificate(tmp_path):
    """A PEM file with private key and certificate, as an administrator would make it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "videocita")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "application.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


def problem_of(call, *arguments):
    with pytest.raises(GraphProblem) as problem:
        call(*arguments)
    return problem.value
