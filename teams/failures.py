"""From what went wrong on the wire to a `GraphProblem` (Graph reference, "Error responses and resource types")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from .problems import Advice, GraphProblem

LONGEST_WAIT = 86_400.0
"""Seconds; no server sends us away for longer than a day, whatever it says."""

# 503 and 429 are answered before anything is done; after these the change may have been made.
OUTCOME_UNKNOWN = frozenset({408, 500, 502, 504})
WORTH_RETRYING = frozenset({408, 409, 412, 423, 424, 429, 500, 502, 503, 504, 509})

MAILBOX_CODES = frozenset(
    {
        "ErrorInvalidUser",
        "ErrorNonExistentMailbox",
        "MailboxNotEnabledForRESTAPI",
        "MailboxNotSupportedForRESTAPI",
        "Request_ResourceNotFound",
        "ResourceNotFound",
    }
)


def problem_in(response: requests.Response, *, changes: bool) -> GraphProblem:
    """The problem that an answer outside 2xx stands for; `changes`: whether the call was to change something."""
    status = response.status_code
    error = _error_object(response)
    code = error.get("code")
    code = code if isinstance(code, str) and code else f"Status{status}"
    return GraphProblem(
        _advice(status, code, urlsplit(response.request.url or "").path),
        code,
        status=status,
        retryable=status in WORTH_RETRYING,
        unknown_outcome=changes and status in OUTCOME_UNKNOWN,
        retry_after=retry_after(response),
        request_id=response.headers.get("request-id"),
    )


def unreadable(response: requests.Response, *, changes: bool) -> GraphProblem:
    """The problem of a 2xx whose content is not what was promised: it is not known what was done."""
    return GraphProblem(
        Advice.UNAVAILABLE,
        "InvalidAnswer",
        status=response.status_code,
        retryable=True,
        unknown_outcome=changes,
        request_id=response.headers.get("request-id"),
    )


def problem_without_answer(error: requests.RequestException, *, changes: bool) -> GraphProblem:
    """The problem of a call that no (whole) answer came back to."""
    if isinstance(error, ValueError) and not isinstance(error, requests.JSONDecodeError):
        return GraphProblem(Advice.OUR_MISTAKE, type(error).__name__)
    code, sent = _how_far(error)
    return GraphProblem(Advice.UNAVAILABLE, code, retryable=True, unknown_outcome=changes and sent)


def retry_after(response: requests.Response) -> float | None:
    """Seconds that `Retry-After` asks for, in either form (RFC 9110 section 10.2.3); None without a usable one."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_WAIT)
    until = _http_date(value)
    if until is None:
        return None
    # Their clock, not ours, says how far away that date is.
    now = _http_date(response.headers.get("Date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _error_object(response: requests.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return {}
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {}


def _advice(status: int, code: str, path: str) -> Advice:
    if status == 403:
        return _advice_when_forbidden(code, path)
    if status == 404:
        return _advice_when_missing(code, path)
    if status == 400 and code == "ValidationError" and path.endswith("/subscriptions"):
        return Advice.ADDRESS_NOT_REACHED
    by_status = {
        401: Advice.CREDENTIAL_REFUSED,
        429: Advice.THROTTLED,
        507: Advice.MAILBOX_FULL,
        509: Advice.THROTTLED,
    }
    return by_status.get(status, Advice.UNAVAILABLE if status in WORTH_RETRYING else Advice.OUR_MISTAKE)


def _advice_when_forbidden(code: str, path: str) -> Advice:
    if code == "Authorization_RequestDenied":
        return Advice.PERMISSION_MISSING
    if "/onlineMeetings" in path:
        # Documented as code Unauthorized, seen as Forbidden: only the status can be relied on.
        return Advice.TEAMS_POLICY_MISSING
    return Advice.MAILBOX_OUT_OF_SCOPE if code == "ErrorAccessDenied" else Advice.PERMISSION_MISSING


def _advice_when_missing(code: str, path: str) -> Advice:
    if "/onlineMeetings" in path:
        return Advice.MEETING_MISSING
    if "/events/" in path and code not in MAILBOX_CODES:
        return Advice.EVENT_MISSING
    return Advice.MAILBOX_MISSING


def _how_far(error: requests.RequestException) -> tuple[str, bool]:
    """A name for the failure, and whether the request may have reached the other side."""
    if isinstance(error, requests.ConnectTimeout):
        return "ConnectTimeout", False
    if isinstance(error, requests.Timeout):
        return "Timeout", True
    if isinstance(error, requests.exceptions.ProxyError):
        return "ProxyFailed", False
    if isinstance(error, requests.exceptions.SSLError):
        return "TlsFailed", "CERTIFICATE_VERIFY_FAILED" not in str(error)
    if any(isinstance(cause, NewConnectionError | ConnectTimeoutError) for cause in _causes(error)):
        return "ConnectionRefused", False
    return "ConnectionLost", True


def _causes(error: requests.RequestException) -> Iterator[BaseException]:
    for cause in error.args:
        if isinstance(cause, BaseException):
            yield cause
        if isinstance(cause, MaxRetryError) and cause.reason is not None:
            yield cause.reason
