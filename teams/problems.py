"""The one error of the gateway, and what it advises."""

from __future__ import annotations

import re
from enum import StrEnum


class Advice(StrEnum):
    """What stands in the way, as a key to the words that a page or `flask doctor` has for it."""

    MAILBOX_MISSING = "mailbox_missing"
    """No such user, or a user without an Exchange Online mailbox."""
    MAILBOX_OUT_OF_SCOPE = "mailbox_out_of_scope"
    """Exchange does not let this application into the mailbox."""
    MAILBOX_FULL = "mailbox_full"
    PERMISSION_MISSING = "permission_missing"
    """The application permission was not granted or not consented to."""
    TEAMS_POLICY_MISSING = "teams_policy_missing"
    """No Teams application access policy covers this user. Only the optional onlineMeetings layer needs one."""
    TEAMS_NOT_AVAILABLE = "teams_not_available"
    """The mailbox makes events, but no Teams meetings: licence or meeting policy."""
    CREDENTIAL_REFUSED = "credential_refused"
    """Secret or certificate wrong or expired, application or tenant unknown."""
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    """Microsoft 365 or the way to it is down or in trouble."""
    OUR_MISTAKE = "our_mistake"
    """The request was refused as such; trying again gives the same."""
    LINK_MISSING = "link_missing"
    """The event is there, its Teams link is not (yet), or cannot be used."""
    EVENT_MISSING = "event_missing"
    """There is no such event (any more); most often somebody deleted it in Outlook."""
    ADDRESS_NOT_REACHED = "address_not_reached"
    """Graph asked the address that shall be told of changes, and did not get its word back."""
    MEETING_MISSING = "meeting_missing"
    """Teams does not know the meeting by its link (yet)."""


class GraphProblem(Exception):
    """A call to Microsoft 365 did not do what was asked. Its text carries no personal data and no join link.

    It survives pickling, so that a durable workflow may store it.
    """

    def __init__(
        self,
        advice: str,
        code: str,
        *,
        status: int | None = None,
        retryable: bool = False,
        unknown_outcome: bool = False,
        retry_after: float | None = None,
        request_id: str | None = None,
        event_id: str | None = None,
    ) -> None:
        super().__init__(advice, code)
        self.advice = Advice(advice)
        self.code = harmless(code)
        """Graph's `error.code`, msal's error or a name of our own, such as `Timeout`."""
        self.status = status
        """HTTP status, or None when there was no answer."""
        self.retryable = retryable
        """Whether the very same call, with the same key, may succeed later without anybody doing anything."""
        self.unknown_outcome = unknown_outcome
        """Whether the change may have happened all the same."""
        self.retry_after = retry_after
        """Seconds to wait at least, when the server named a time."""
        self.request_id = harmless(request_id) if request_id else None
        """Microsoft's name for the exchange; their support asks for it."""
        self.event_id = event_id
        """The event that exists although the call failed, to be read again or removed."""

    def __str__(self) -> str:
        status = f"{self.status} " if self.status is not None else ""
        request = f", request-id {self.request_id}" if self.request_id else ""
        return f"{self.advice} ({status}{self.code}{request})"

    def __repr__(self) -> str:
        return f"<GraphProblem {self}>"


def harmless(name: str) -> str:
    """`name` cut to what an identifier may hold, since it comes from outside and ends in logs."""
    return re.sub(r"[^A-Za-z0-9_.:-]", "", name)[:80]
