"""Who somebody is, as Entra ID says, and why it may not be believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Identity:
    """Somebody who has just signed in, by an id token that was found good. Its `repr` hides name and address."""

    oid: str
    """Object id: with `tid` the only thing that stays the same. Names and addresses change hands."""
    tid: str
    """Tenant id."""
    name: str = field(repr=False)
    email: str = field(repr=False)
    """Mail address, or the name for signing in where the token has none; lower case, may be empty."""
    roles: frozenset[str]
    """Values of the app roles that are assigned to the person. Entra leaves the claim out when there are none."""


class Refusal(StrEnum):
    """Why a sign-in came to nothing."""

    ACCESS_DENIED = "access_denied"
    """The person thought better of it, or Entra does not let them into this application."""
    STATE_MISMATCH = "state_mismatch"
    """The answer belongs to no sign-in that this browser began: forged, come twice, or the cookie was lost."""
    TIMED_OUT = "timed_out"
    """Begun too long ago."""
    REPLAYED = "replayed"
    """Entra does not take the code: it was used already, has ended, or was given to another browser."""
    NONCE = "nonce"
    """The id token was made for another sign-in."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_TENANT = "wrong_tenant"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    """The id token was made for another application."""
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    """Signed with a key that Entra does not publish."""
    MALFORMED = "malformed"
    """Not an id token, or one without what it must say."""
    CREDENTIAL_REFUSED = "credential_refused"
    """Entra does not take this application's secret or certificate: `flask doctor` says more."""
    UNAVAILABLE = "unavailable"
    """Entra or the way to it is down or in trouble."""


class SignInRefused(Exception):
    """Nobody was signed in. Its text is the reason alone, without personal data."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason
