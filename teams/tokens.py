"""Application tokens (OAuth 2.0 client credentials), by msal."""

from __future__ import annotations

import copy
import threading
import time
from typing import TYPE_CHECKING, Any

import requests

from .credential import msal_credential
from .failures import WORTH_RETRYING, problem_without_answer, retry_after
from .problems import Advice, GraphProblem
from .settings import GraphSettings
from .transport import TIMEOUTS, Session

if TYPE_CHECKING:
    import msal

# Entra's own words for "not now" (OAuth 2.0 error codes, RFC 6749 section 4.1.2.1).
PASSING_ERRORS = frozenset({"temporarily_unavailable", "server_error"})


class Tokens:
    """The application's token for Graph, shared by all threads of a process.

    msal looks in its own cache but does not keep threads apart: on a cold cache each would ask. Here one asks and
    the others wait, and share its failure when there is one.
    """

    def __init__(self, settings: GraphSettings, timeouts: tuple[float, float] = TIMEOUTS) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._application: msal.ConfidentialClientApplication | None = None
        self._session = Session(timeouts)
        self._session.hooks["response"].append(self._remember)
        # msal hides status and headers. It may also answer a failed request from memory; then this is still the answer.
        self._last_answer: requests.Response | None = None
        self._current: str | None = None
        self._failure: tuple[float, GraphProblem] | None = None

    def current(self) -> str:
        """A token with at least five minutes to live. Raises `GraphProblem`."""
        asked_at = time.monotonic()
        with self._lock:
            if self._failure and self._failure[0] >= asked_at:
                raise copy.copy(self._failure[1])
            try:
                self._current = self._acquire()
            except GraphProblem as problem:
                self._failure = (time.monotonic(), problem)
                raise
            return self._current

    def forget(self, token: str) -> None:
        """Drop a token that Graph refused, unless another thread has replaced it already."""
        with self._lock:
            if self._application is not None and token == self._current:
                self._application.remove_tokens_for_client()

    def _remember(self, response: requests.Response, *_: Any, **__: Any) -> None:
        self._last_answer = response

    def _acquire(self) -> str:
        # Costs 120 ms and 20 MiB, which a process that only hands work on should not pay.
        import msal

        try:
            if self._application is None:
                self._application = self._build()
            result = self._application.acquire_token_for_client([self._settings.scope])
        except requests.RequestException as error:
            problem = problem_without_answer(error, changes=False)
        except msal.exceptions.MsalError:
            problem = self._failed("SignInFailed")
        except (ValueError, RuntimeError, KeyError):
            # Discovery or token answer that msal could not use: tenant unknown, a proxy's page, not JSON.
            problem = self._failed("SignInUnusable")
        else:
            if "access_token" in result:
                return str(result["access_token"])
            problem = self._refused(result)
        # Raised out here so that no library's error, which quotes URLs and answers, hangs on it as context.
        raise problem

    def _build(self) -> msal.ConfidentialClientApplication:
        import msal

        # The constructor goes to the network for discovery: never before the first token is needed.
        return msal.ConfidentialClientApplication(
            self._settings.client_id,
            client_credential=msal_credential(self._settings),
            authority=self._settings.tenant_authority,
            instance_discovery=None if self._settings.authority_is_microsoft else False,
            http_client=self._session,
        )

    def _refused(self, result: dict[str, Any]) -> GraphProblem:
        numbers = result.get("error_codes") or []
        code = ":".join(str(part) for part in [result.get("error", "SignInUnusable"), *numbers[:1]])
        return self._failed(code, passing=result.get("error") in PASSING_ERRORS)

    def _failed(self, code: str, *, passing: bool = False) -> GraphProblem:
        answer = self._last_answer
        status = None if answer is None else answer.status_code
        if answer is None or passing or status in WORTH_RETRYING or status == 200:
            advice = Advice.THROTTLED if status == 429 else Advice.UNAVAILABLE
        else:
            advice = Advice.CREDENTIAL_REFUSED
        return GraphProblem(
            advice,
            code,
            status=status,
            retryable=advice is not Advice.CREDENTIAL_REFUSED,
            retry_after=None if answer is None else retry_after(answer),
            request_id=None if answer is None else answer.headers.get("x-ms-request-id"),
        )
