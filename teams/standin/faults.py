"""Switches for what goes wrong, by call and mailbox, a number of times or with a probability."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import asdict, dataclass
from email.utils import formatdate
from fnmatch import fnmatchcase
from itertools import count
from math import ceil
from typing import Any

GRAPH_CALLS = "* /users/*"

# Those that refuse the call: status, code and message.
REFUSED_BY_FAULT = {
    "400": (400, "ErrorInvalidRequest", "The request is invalid."),
    "401": (401, "InvalidAuthenticationToken", "The token was refused on demand."),
    "403_scope": (403, "ErrorAccessDenied", "Access to OData is disabled."),
    "403_permission": (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
    "403_policy": (403, "Forbidden", "No application access policy found for this app"),
    "404_mailbox": (404, "MailboxNotEnabledForRESTAPI", "REST API is not supported for this mailbox."),
    "409": (409, "ErrorConcurrentItemSave", "Somebody saved at the same time."),
    "412": (412, "ErrorIrresolvableConflict", "The change key does not fit."),
    "413": (413, "RequestTooLarge", "The request is too large."),
    "423": (423, "Locked", "The item is locked."),
    "429": (429, "ApplicationThrottled", "Application is over its limit."),
    "500": (500, "InternalServerError", "An internal error occurred."),
    "502": (502, "generalException", "Bad gateway."),
    "503": (503, "serviceNotAvailable", "The service is unavailable."),
    "504": (504, "UnknownError", "The gateway gave up."),
    "507": (507, "ErrorQuotaExceeded", "The mailbox is full."),
    "509": (509, "BandwidthLimitExceeded", "Over the limit."),
}

# Those that act in other ways.
OTHER_FAULTS = (
    "504_after",  # done, and the answer lost
    "cut",  # done, the answer breaks off half-way
    "link_late",  # the event's link shows after `seconds`
    "no_teams",  # the event is made, without a meeting
    "reset",  # not done, connection reset
    "reset_after",  # done, connection reset
    "slow",  # `seconds` late
)

SIGN_IN = "sign-in"
"""What the faults below concern, instead of a call."""

# Id tokens that no client may believe, and people whose roles were taken away.
ID_TOKEN_FAULTS = (
    "id_expired",
    "id_new_key",  # good, signed with a key that is published from now on
    "id_no_roles",  # good, of somebody without a role
    "id_other_application",
    "id_other_issuer",
    "id_other_nonce",
    "id_other_tenant",
    "id_too_early",
    "id_unknown_key",  # signed with a key that is never published
    "id_unsigned",
    "id_wrong_signature",  # says that the published key signed it
)

NOTICE = "notice"
"""What the faults below concern, instead of a call."""

# What may happen to a notice on its way to a subscriber.
NOTICE_FAULTS = (
    "notice_late",  # `seconds` late, and so behind newer ones
    "notice_lost",
    "notice_twice",
)

FAULTS = sorted([*REFUSED_BY_FAULT, *OTHER_FAULTS, *ID_TOKEN_FAULTS, *NOTICE_FAULTS])

# Which calls a fault concerns when none are named.
CALLS = {
    "403_policy": "*onlineMeetings*",
    "no_teams": "POST */events",
    "link_late": "POST */events",
    **dict.fromkeys(ID_TOKEN_FAULTS, SIGN_IN),
    **dict.fromkeys(NOTICE_FAULTS, NOTICE),
}


@dataclass
class Fault:
    """One switch. `calls` is a pattern over method and path template, such as `POST */events` or `POST */token`."""

    fault: str
    calls: str
    mailbox: str | None = None
    times: int | None = None
    probability: float = 1.0
    seconds: float | None = None
    retry_after: str = "seconds"
    """In which form Retry-After is given: `seconds`, `date` or `none`."""
    id: int = 0
    count: int = 0
    """How often it has struck."""

    @property
    def delay(self) -> float:
        """Seconds for the faults that take time."""
        return 1.0 if self.seconds is None else self.seconds

    @classmethod
    def from_json(cls, wanted: dict[str, Any]) -> Fault:
        """Raises `ValueError` with what is wrong."""
        unknown = wanted.keys() - {
            "fault", "calls", "mailbox", "times", "probability", "seconds", "retry_after"
        }  # fmt: skip
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        name = str(wanted.get("fault"))
        if name not in FAULTS:
            raise ValueError(f"fault must be one of {', '.join(FAULTS)}")
        given = {key: value for key, value in wanted.items() if value not in (None, "")}
        for key, kind in (("times", int), ("probability", float), ("seconds", float)):
            if key in given:
                given[key] = kind(given[key])
        return cls(**{"calls": CALLS.get(name, GRAPH_CALLS), **given, "fault": name})

    def concerns(self, call: str, mailboxes: tuple[str, ...]) -> bool:
        """Whether it is to strike `call` for a mailbox known by any of `mailboxes`."""
        if self.times is not None and self.count >= self.times:
            return False
        if self.mailbox is not None and self.mailbox.lower() not in mailboxes:
            return False
        return fnmatchcase(call, self.calls)


class Faults:
    """All switches. They live in memory: a restart clears them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            fault.id = next(self._ids)
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def strike(self, call: str, mailboxes: tuple[str, ...]) -> Fault | None:
        """The fault that this call is to suffer, which is thereby counted; the oldest switch goes first."""
        with self._lock:
            for fault in self._faults:
                if fault.concerns(call, mailboxes) and random.random() < fault.probability:  # noqa: S311
                    fault.count += 1
                    return fault
        return None


def retry_after(fault: Fault) -> dict[str, str]:
    """The header that a fault sends, if any."""
    seconds = fault.seconds if fault.seconds is not None else (1.0 if fault.fault == "429" else None)
    if seconds is None or fault.retry_after == "none":
        return {}
    if fault.retry_after == "date":
        return {"Retry-After": formatdate(time.time() + seconds, usegmt=True)}
    return {"Retry-After": str(ceil(seconds))}
