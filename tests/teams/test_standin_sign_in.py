"""People sign in at the stand-in as they do at Entra ID: authorization code with PKCE, by the real msal."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import msal
import pytest
import requests

from tests.teams.standin import CLIENT_ID, DIDAC, SERVICE_MAILBOX, TENANT

# msal recommends form_post, whose cross-site POST would come back without a SameSite=Lax session cookie.
pytestmark = pytest.mark.filterwarnings("ignore:response_mode='form_post' is recommended")

BACK = "http://localhost:8000/entra/retorn"


@pytest.fixture
def application(standin):
    settings = standin.graph_settings
    return msal.ConfidentialClientApplication(
        CLIENT_ID,
        client_credential="standin-secret",
        authority=settings.tenant_authority,
        instance_discovery=False,
        exclude_scopes=["offline_access"],
    )


def picked(flow, person):
    """What comes back to our callback when `person` is picked on the page."""
    page = requests.get(flow["auth_uri"], timeout=10)
    assert "Pick a person" in page.text
    asked = dict(parse_qsl(urlsplit(flow["auth_uri"]).query))
    form = {name: asked[name] for name in ("redirect_uri", "state", "nonce", "code_challenge")}
    answer = requests.post(flow["auth_uri"], data=form | {"person": person}, allow_redirects=False, timeout=10)
    assert answer.headers["Location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_a_coordinator_comes_back_with_their_roles(application, standin):
    flow = application.initiate_auth_code_flow([], redirect_uri=BACK)

    result = application.acquire_token_by_auth_code_flow(flow, picked(flow, DIDAC))

    keys = jwt.PyJWKSet.from_dict(requests.get(keys_address(standin), timeout=10).json())
    header = jwt.get_unverified_header(result["id_token"])
    issuer = f"{standin.graph_settings.tenant_authority}/v2.0"
    claims = jwt.decode(
        result["id_token"], keys[header["kid"]].key, algorithms=["RS256"], audience=CLIENT_ID, issuer=issuer
    )
    assert claims["roles"] == ["coordinator", "administrator"]
    assert (claims["name"], claims["tid"]) == ("Dídac Roca", TENANT)


def test_somebody_without_a_role_has_no_such_claim(application):
    flow = application.initiate_auth_code_flow([], redirect_uri=BACK)

    result = application.acquire_token_by_auth_code_flow(flow, picked(flow, SERVICE_MAILBOX))

    assert "roles" not in result["id_token_claims"]


def test_a_code_is_good_once(application):
    flow = application.initiate_auth_code_flow([], redirect_uri=BACK)
    back = picked(flow, DIDAC)
    application.acquire_token_by_auth_code_flow(flow, back)

    assert application.acquire_token_by_auth_code_flow(flow, back)["error"] == "invalid_grant"


def test_a_code_that_another_browser_stole_is_worth_nothing(application):
    flow = application.initiate_auth_code_flow([], redirect_uri=BACK)
    back = picked(flow, DIDAC)

    stolen = application.acquire_token_by_auth_code_flow({**flow, "code_verifier": "x" * 43}, back)

    assert stolen["error"] == "invalid_grant"


def test_one_can_think_better_of_it(application):
    flow = application.initiate_auth_code_flow([], redirect_uri=BACK)

    assert picked(flow, "")["error"] == "access_denied"


def test_codes_and_people_are_sent_to_this_machine_only(standin):
    page = f"{standin.url}/{TENANT}/oauth2/v2.0"
    away = {"redirect_uri": "https://attacker.test/", "post_logout_redirect_uri": "https://attacker.test/"}

    for path in ("authorize", "logout"):
        assert requests.get(f"{page}/{path}", params=away, timeout=10, allow_redirects=False).status_code == 400


def test_signing_out_leads_back(standin):
    page = f"{standin.url}/{TENANT}/oauth2/v2.0/logout"
    back = {"post_logout_redirect_uri": "http://localhost:8000/"}

    assert requests.get(page, timeout=10).status_code == 200
    answer = requests.get(page, params=back, timeout=10, allow_redirects=False)
    assert answer.headers["Location"] == back["post_logout_redirect_uri"]


def keys_address(standin):
    discovery = f"{standin.graph_settings.tenant_authority}/v2.0/.well-known/openid-configuration"
    return requests.get(discovery, timeout=10).json()["jwks_uri"]
