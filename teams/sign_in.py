"""People sign in with Entra ID: authorization code with PKCE (RFC 6749 4.1, RFC 7636), by msal.

Only who they are is asked for, no token for Graph: what the service does there it does in its own name.
"""

from __future__ import annotations

import hmac
import threading
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from .credential import msal_credential
from .id_tokens import SigningKeys, check
from .identity import Identity, Refusal, SignInRefused
from .problems import GraphProblem
from .settings import GraphSettings
from .transport import Session

if TYPE_CHECKING:
    import msal

TIMEOUTS = (5.0, 10.0)
"""Seconds to connect, and between two bytes: a person is waiting."""

LONGEST = 900
"""Seconds from the beginning of a sign-in to its end: time for a password and a second factor."""

SCOPES = ["openid", "profile"]

NOT_NOW = frozenset({"temporarily_unavailable", "server_error"})
"""Entra's own words in the answer for "try again later" (RFC 6749 4.1.2.1)."""


@dataclass(frozen=True)
class Flow:
    """A sign-in that was begun. It goes into the session of the browser and comes back from there once."""

    state: str
    """Ties the answer to this browser."""
    nonce: str = field(repr=False)
    """Ties the id token to this sign-in; `secret_nonce` is what msal makes it from."""
    secret_nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    redirect_uri: str
    begun_at: int
    """Seconds since 1970."""


class SignIn:
    """The way in for people. Making it asks nobody; the first use does. Shared by all threads of a process."""

    def __init__(self, settings: GraphSettings, timeouts: tuple[float, float] = TIMEOUTS) -> None:
        self._settings = settings
        self._session = Session(timeouts)
        self._keys = SigningKeys(settings, self._session)
        self._lock = threading.Lock()
        self._application: msal.ConfidentialClientApplication | None = None

    def begin(self, redirect_uri: str) -> tuple[str, Flow]:
        """Where to send the person, and what to keep until they are back. Raises `SignInRefused`."""
        application = self._msal()
        with self._lock, warnings.catch_warnings():
            # form_post comes back as a POST from another site, to which no SameSite=Lax cookie is sent: the session
            # that holds the state would be missing. The code is good once and, by PKCE, for this browser alone.
            warnings.filterwarnings("ignore", message="response_mode='form_post' is recommended")
            begun = application.initiate_auth_code_flow([], redirect_uri=redirect_uri, prompt="select_account")
        flow = Flow(
            state=begun["state"],
            nonce=parse_qs(urlsplit(begun["auth_uri"]).query)["nonce"][0],
            secret_nonce=begun["nonce"],
            code_verifier=begun["code_verifier"],
            redirect_uri=redirect_uri,
            begun_at=int(time.time()),
        )
        return begun["auth_uri"], flow

    def finish(self, flow: Flow | None, answer: Mapping[str, str]) -> Identity:
        """Who came back; `answer` is the query of the address they came to. Raises `SignInRefused`."""
        state = answer.get("state", "")
        if flow is None or not hmac.compare_digest(flow.state.encode(), state.encode()):
            raise SignInRefused(Refusal.STATE_MISMATCH)
        if time.time() - flow.begun_at > LONGEST:
            raise SignInRefused(Refusal.TIMED_OUT)
        if "code" not in answer:
            not_now = answer.get("error") in NOT_NOW
            raise SignInRefused(Refusal.UNAVAILABLE if not_now else Refusal.ACCESS_DENIED)
        return check(self._id_token(flow, answer["code"]), flow.nonce, self._settings, self._keys)

    def sign_out_url(self, back_to: str) -> str:
        """Where a person signs out of Microsoft 365 and comes back to `back_to`. Raises `SignInRefused`."""
        return f"{self._keys.sign_out_url()}?{urlencode({'post_logout_redirect_uri': back_to})}"

    def _id_token(self, flow: Flow, code: str) -> str:
        import msal

        application = self._msal()
        result: dict[str, Any] = {}
        try:
            result = application.acquire_token_by_auth_code_flow(
                {
                    "state": flow.state,
                    "nonce": flow.secret_nonce,
                    "code_verifier": flow.code_verifier,
                    "redirect_uri": flow.redirect_uri,
                    "scope": SCOPES,
                },
                # Nothing of the answer but the code: the rest is for whoever wrote the address to choose.
                {"state": flow.state, "code": code},
            )
        except RuntimeError:  # msal's own look at the nonce
            reason = Refusal.NONCE
        except (requests.RequestException, msal.exceptions.MsalError, ValueError, KeyError, IndexError):
            # No answer, a failure of theirs, or what is no token answer at all, such as the page of a proxy.
            reason = Refusal.UNAVAILABLE
        else:
            reason = _why_not(result)
        if "id_token" in result:
            return str(result["id_token"])
        # Raised out here so that no library's error, which quotes nonces and answers, hangs on it as context.
        raise SignInRefused(reason)

    def _msal(self) -> msal.ConfidentialClientApplication:
        # Costs 120 ms and 20 MiB, and goes to the network for discovery: not before the first person signs in.
        import msal

        reason = Refusal.UNAVAILABLE
        with self._lock:
            if self._application is not None:
                return self._application
            try:
                self._application = msal.ConfidentialClientApplication(
                    self._settings.client_id,
                    client_credential=msal_credential(self._settings),
                    authority=self._settings.tenant_authority,
                    instance_discovery=None if self._settings.authority_is_microsoft else False,
                    http_client=self._session,
                    token_cache=_keeps_nothing(),
                    exclude_scopes=["offline_access"],
                )
                return self._application
            except GraphProblem:
                reason = Refusal.CREDENTIAL_REFUSED
            except (requests.RequestException, msal.exceptions.MsalError, ValueError, RuntimeError, KeyError):
                reason = Refusal.UNAVAILABLE
        raise SignInRefused(reason)


def _keeps_nothing() -> msal.TokenCache:
    """msal would keep every person's tokens for as long as the process lives, and nobody asks for them again."""
    import msal

    class Nothing(msal.TokenCache):  # type: ignore[misc]  # msal has no types
        def add(self, event: dict[str, Any], now: float | None = None) -> None:
            """Let it go."""

    return Nothing()


def _why_not(result: Mapping[str, Any]) -> Refusal:
    """What an error of the token endpoint means (RFC 6749 5.2)."""
    error = result.get("error")
    if error == "invalid_grant":
        return Refusal.REPLAYED
    if error in ("invalid_client", "unauthorized_client"):
        return Refusal.CREDENTIAL_REFUSED
    return Refusal.UNAVAILABLE
