"""The id token of a sign-in, believed only after every check of OpenID Connect Core 1.0, 3.1.3.7.

msal does not make them (since 1.38 it decodes the token and compares the nonce, nothing more).
"""

from __future__ import annotations

import hmac
import threading
import time
from typing import TYPE_CHECKING, Any

import requests

from .identity import Identity, Refusal, SignInRefused
from .settings import GraphSettings

if TYPE_CHECKING:
    import jwt

LEEWAY = 120
"""Seconds by which two clocks may differ."""

ALGORITHMS = ["RS256"]
REQUIRED = ["aud", "exp", "iat", "iss", "nonce", "oid", "sub", "tid"]

KEYS_GOOD_FOR = 86_400.0
"""Seconds. Entra's keys change without notice; it asks to look at least once a day."""


class SigningKeys:
    """What Entra publishes of itself: its signing keys, and where to sign out. Shared by all threads of a process."""

    def __init__(self, settings: GraphSettings, session: requests.Session) -> None:
        self._document_url = f"{settings.tenant_authority}/v2.0/.well-known/openid-configuration"
        self._session = session
        self._lock = threading.Lock()
        self._document: dict[str, Any] | None = None
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")

    def key(self, kid: str) -> jwt.PyJWK:
        """The key of this name. One that is not known yet is looked for once more. Raises `SignInRefused`."""
        with self._lock:
            if kid not in self._keys or time.monotonic() - self._read_at > KEYS_GOOD_FOR:
                self._keys = self._read_keys()
                self._read_at = time.monotonic()
            try:
                return self._keys[kid]
            except KeyError:
                raise SignInRefused(Refusal.UNKNOWN_KEY) from None

    def sign_out_url(self) -> str:
        """Where a person signs out of Microsoft 365 as a whole. Raises `SignInRefused`."""
        with self._lock:
            return self._endpoint("end_session_endpoint")

    def _read_keys(self) -> dict[str, jwt.PyJWK]:
        import jwt

        try:
            published = jwt.PyJWKSet.from_dict(self._read(self._endpoint("jwks_uri")))
        except jwt.PyJWTError as error:
            raise SignInRefused(Refusal.UNAVAILABLE) from error
        return {key.key_id: key for key in published.keys if key.key_id and key.public_key_use in (None, "sig")}

    def _endpoint(self, name: str) -> str:
        if self._document is None:
            self._document = self._read(self._document_url)
        address = self._document.get(name)
        if not isinstance(address, str):
            raise SignInRefused(Refusal.UNAVAILABLE)
        return address

    def _read(self, url: str) -> dict[str, Any]:
        try:
            answer = self._session.get(url, allow_redirects=False)
            document = answer.json() if answer.status_code == 200 else None
        except requests.RequestException:
            document = None
        if not isinstance(document, dict):
            raise SignInRefused(Refusal.UNAVAILABLE)
        return document


def check(token: str, nonce: str, settings: GraphSettings, keys: SigningKeys) -> Identity:
    """The person of whom the id token speaks. Raises `SignInRefused` with the first thing that is wrong with it."""
    claims = _claims(token, settings.client_id, keys)
    tenant = settings.tenant.lower()
    if claims["tid"] != tenant:
        raise SignInRefused(Refusal.WRONG_TENANT)
    if claims["iss"] != f"{settings.authority.rstrip('/')}/{tenant}/v2.0":
        raise SignInRefused(Refusal.WRONG_ISSUER)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise SignInRefused(Refusal.NONCE)
    roles = claims.get("roles", [])
    return Identity(
        oid=str(claims["oid"]),
        tid=tenant,
        name=str(claims.get("name", "")),
        email=str(claims.get("email") or claims.get("preferred_username") or "").lower(),
        roles=frozenset(str(role) for role in roles) if isinstance(roles, list) else frozenset(),
    )


def _claims(token: str, audience: str, keys: SigningKeys) -> dict[str, Any]:
    """What the token says, once signature, times and audience are found good."""
    import jwt

    try:
        key = keys.key(str(jwt.get_unverified_header(token).get("kid")))
        return jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=audience,
            leeway=LEEWAY,
            options={"require": REQUIRED, "strict_aud": True},
        )
    except jwt.ExpiredSignatureError:
        reason = Refusal.EXPIRED
    except jwt.ImmatureSignatureError:
        reason = Refusal.NOT_YET_VALID
    except jwt.InvalidAudienceError:
        reason = Refusal.WRONG_AUDIENCE
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
        reason = Refusal.BAD_SIGNATURE
    except jwt.PyJWTError:
        reason = Refusal.MALFORMED
    # Raised out here: the library's errors quote the token.
    raise SignInRefused(reason)
