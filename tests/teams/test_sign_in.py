"""Who came back from Entra ID: the gateway over real HTTPS, with every token that it must not believe."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from teams import Refusal, SignIn, SignInRefused
from teams.sign_in import LONGEST
from tests.teams.people import pick
from tests.teams.standin import CLARA, DIDAC, SERVICE_MAILBOX, TENANT

BACK = "http://localhost:8000/entra/tornada"


@pytest.fixture
def way_in(standin):
    return SignIn(standin.graph_settings)


def come_back(way_in, person=CLARA):
    """Begin, pick a person at Microsoft's page, and finish."""
    address, flow = way_in.begin(BACK)
    return way_in.finish(flow, pick(address, person))


def refused(way_in, *arguments):
    with pytest.raises(SignInRefused) as refusal:
        come_back(way_in) if not arguments else way_in.finish(*arguments)
    return refusal.value.reason


def test_somebody_comes_back_as_who_they_are(way_in):
    somebody = come_back(way_in, DIDAC)

    assert (somebody.name, somebody.email, somebody.tid) == ("Dídac Roca", DIDAC, TENANT)
    assert somebody.roles == {"coordinator", "administrator"}


def test_somebody_without_a_role_is_still_somebody(way_in):
    assert come_back(way_in, SERVICE_MAILBOX).roles == frozenset()


def test_what_is_asked_of_entra_is_a_code_by_pkce_and_nothing_for_graph(way_in):
    address, flow = way_in.begin(BACK)

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert (asked["state"], asked["nonce"]) == (flow.state, flow.nonce)
    assert flow.code_verifier not in address


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("id_expired", Refusal.EXPIRED),
        ("id_too_early", Refusal.NOT_YET_VALID),
        ("id_other_nonce", Refusal.NONCE),
        ("id_other_tenant", Refusal.WRONG_TENANT),
        ("id_other_issuer", Refusal.WRONG_ISSUER),
        ("id_other_application", Refusal.WRONG_AUDIENCE),
        ("id_wrong_signature", Refusal.BAD_SIGNATURE),
        ("id_unsigned", Refusal.UNKNOWN_KEY),
        ("id_unknown_key", Refusal.UNKNOWN_KEY),
    ],
)
def test_a_token_that_is_not_good_signs_nobody_in(way_in, standin, fault, reason):
    standin.faults(fault, times=1)

    assert refused(way_in) == reason
    assert come_back(way_in).email == CLARA


def test_a_key_that_entra_has_just_begun_to_use_is_looked_for_once(way_in, standin):
    come_back(way_in)
    asked = standin.faults("slow", calls="GET /discovery/v2.0/keys", seconds=0)
    standin.faults("id_new_key", times=1)

    assert come_back(way_in).email == CLARA
    assert come_back(way_in).email == CLARA
    assert standin.fault_count(asked) == 1


def test_the_answer_to_another_sign_in_is_refused(way_in):
    first, flow = way_in.begin(BACK)
    second, other_flow = way_in.begin(BACK)

    assert refused(way_in, other_flow, pick(first, CLARA)) == Refusal.STATE_MISMATCH
    assert refused(way_in, None, pick(second, CLARA)) == Refusal.STATE_MISMATCH
    assert refused(way_in, flow, {"code": "forged"}) == Refusal.STATE_MISMATCH
    assert refused(way_in, flow, {"code": "forged", "state": "està bé?"}) == Refusal.STATE_MISMATCH


def test_an_answer_is_good_once(way_in):
    address, flow = way_in.begin(BACK)
    answer = pick(address, CLARA)
    way_in.finish(flow, answer)

    assert refused(way_in, flow, answer) == Refusal.REPLAYED


def test_a_code_is_worth_nothing_in_another_browser(way_in):
    address, flow = way_in.begin(BACK)
    answer = pick(address, CLARA)

    assert refused(way_in, replace(flow, code_verifier="x" * 43), answer) == Refusal.REPLAYED


def test_a_token_for_another_sign_in_is_refused_although_everything_else_fits(way_in):
    address, flow = way_in.begin(BACK)
    answer = pick(address, CLARA)

    assert refused(way_in, replace(flow, nonce="another"), answer) == Refusal.NONCE


def test_a_sign_in_does_not_stay_open_for_ever(way_in):
    address, flow = way_in.begin(BACK)
    answer = pick(address, CLARA)

    assert refused(way_in, replace(flow, begun_at=int(time.time()) - LONGEST - 1), answer) == Refusal.TIMED_OUT


def test_one_can_think_better_of_it(way_in):
    address, flow = way_in.begin(BACK)

    assert refused(way_in, flow, pick(address, "")) == Refusal.ACCESS_DENIED


@pytest.mark.parametrize("calls", ["GET /v2.0/.well-known/openid-configuration", "GET /discovery/v2.0/keys"])
def test_when_entra_is_in_trouble_it_says_so_and_the_next_attempt_works(way_in, standin, calls):
    standin.faults("503", calls=calls)
    assert refused(way_in) == Refusal.UNAVAILABLE

    standin.clear_faults()
    assert come_back(way_in).email == CLARA


def test_entra_that_gives_no_token_is_left_alone_for_the_time_it_asks_for(way_in, standin):
    asked = standin.faults("429", calls="POST /oauth2/v2.0/token", seconds=60)

    assert [refused(way_in), refused(way_in)] == [Refusal.UNAVAILABLE, Refusal.UNAVAILABLE]
    assert standin.fault_count(asked) == 1


def test_entra_that_does_not_answer_at_all_is_in_trouble(standin):
    nowhere = SignIn(standin.settings_with(authority="https://localhost:9"))

    with pytest.raises(SignInRefused) as refusal:
        nowhere.begin(BACK)

    assert refusal.value.reason == Refusal.UNAVAILABLE


def test_a_secret_that_has_ended_is_not_the_persons_fault(standin):
    assert refused(SignIn(standin.settings_with(client_secret="expired-secret"))) == Refusal.CREDENTIAL_REFUSED


def test_a_certificate_that_cannot_be_read_is_not_either(standin, tmp_path):
    settings = standin.settings_with(client_secret=None, client_certificate=str(tmp_path / "none.pem"))

    assert refused(SignIn(settings)) == Refusal.CREDENTIAL_REFUSED


def test_a_tenant_written_in_capitals_is_the_same(standin):
    assert come_back(SignIn(standin.settings_with(tenant=TENANT.upper()))).email == CLARA


def test_msal_keeps_nobodys_tokens(way_in):
    come_back(way_in)

    assert way_in._msal().get_accounts() == []


def test_neither_a_refusal_nor_an_identity_tells_who_it_was(way_in, standin):
    somebody = come_back(way_in)
    standin.faults("id_expired")
    address, flow = way_in.begin(BACK)
    with pytest.raises(SignInRefused) as refusal:
        way_in.finish(flow, pick(address, CLARA))

    assert str(refusal.value) == "expired"
    assert refusal.value.__context__ is None
    assert "Clara" not in repr(somebody)
    assert CLARA not in repr(somebody)


def test_signing_out_of_microsoft_leads_back(way_in):
    address = way_in.sign_out_url("http://localhost:8000/surt")

    assert parse_qs(urlsplit(address).query) == {"post_logout_redirect_uri": ["http://localhost:8000/surt"]}
    assert urlsplit(address).path == f"/{TENANT}/oauth2/v2.0/logout"
