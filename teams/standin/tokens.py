"""What the token endpoint gives and to whom (RFC 6749, RFC 7636, and Entra's own numbers for errors)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography import x509
from flask import request

from .id_tokens import TOKEN_LIFETIME, id_token, issuer, pairwise
from .people import Person
from .world import AUDIENCE, CLIENT_ID, TENANT, World

CODE_LIFETIME = 120.0

# Secrets that the service refuses; all others are good.
REFUSED_SECRETS = {
    "wrong-secret": (7000215, "Invalid client secret provided."),
    "expired-secret": (7000222, "The provided client secret keys are expired."),
}


class OAuthError(Exception):
    """An error of RFC 6749 section 5.2, with Entra's number."""

    def __init__(self, status: int, error: str, number: int, description: str) -> None:
        super().__init__(description)
        self.status, self.error, self.number, self.description = status, error, number, description


@dataclass(frozen=True)
class Grant:
    """What a person agreed to, waiting to be fetched with the code."""

    person: Person
    redirect_uri: str
    nonce: str | None
    challenge: str | None
    until: float


class Grants:
    """Codes that were given out; each can be used once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._grants: dict[str, Grant] = {}

    def give(self, grant: Grant) -> str:
        code = uuid.uuid4().hex
        with self._lock:
            self._grants[code] = grant
        return code

    def take(self, code: str) -> Grant:
        with self._lock:
            grant = self._grants.pop(code, None)
        if grant is None or grant.until < time.time():
            raise OAuthError(400, "invalid_grant", 54005, "The code was used already, has ended or never was.")
        return grant


def check_client(world: World) -> None:
    """Refuse a request that does not prove to come from the application."""
    basic = request.authorization
    client = (basic.username if basic else None) or request.form.get("client_id")
    if client != CLIENT_ID:
        raise OAuthError(400, "unauthorized_client", 700016, "The application was not found in the directory.")
    assertion = request.form.get("client_assertion")
    if assertion is not None:
        _check_assertion(world, assertion)
        return
    secret = (basic.password if basic else None) or request.form.get("client_secret")
    if not secret:
        raise OAuthError(401, "invalid_client", 7000218, "A client secret or assertion is needed.")
    if secret in REFUSED_SECRETS:
        raise OAuthError(401, "invalid_client", *REFUSED_SECRETS[secret])


def _check_assertion(world: World, assertion: str) -> None:
    """Take any certificate that really signed: there is no registration to compare it with."""
    try:
        header = jwt.get_unverified_header(assertion)
        certificate = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
        jwt.decode(
            assertion,
            certificate.public_key(),  # type: ignore[arg-type]  # of whichever kind; jwt refuses what it cannot use
            algorithms=["RS256", "PS256"],
            audience=f"{world.secure_url}/{TENANT}/oauth2/v2.0/token",
            issuer=CLIENT_ID,
        )
    except (jwt.InvalidTokenError, KeyError, IndexError, ValueError) as error:
        raise OAuthError(401, "invalid_client", 700027, "The certificate did not sign the assertion.") from error


def application_token(world: World) -> dict[str, Any]:
    """For the application itself; its permissions are the roles."""
    if request.form.get("scope") != f"{AUDIENCE}/.default":
        raise OAuthError(400, "invalid_scope", 70011, "The scope is not valid: ask for /.default.")
    claims = {
        "aud": AUDIENCE,
        "iss": issuer(world),
        "tid": TENANT,
        "appid": CLIENT_ID,
        "roles": list(world.permissions),
        "uti": uuid.uuid4().hex,
    }
    token = world.keys.signed(claims, TOKEN_LIFETIME)
    return {"token_type": "Bearer", "expires_in": int(TOKEN_LIFETIME), "access_token": token}


def person_token(world: World, grant: Grant) -> dict[str, Any]:
    """For a person who signed in."""
    if request.form.get("redirect_uri") != grant.redirect_uri:
        raise OAuthError(400, "invalid_grant", 50011, "The redirect URI is another than the code was given to.")
    digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    verifier = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if grant.challenge and not hmac.compare_digest(verifier, grant.challenge):
        raise OAuthError(400, "invalid_grant", 501481, "The code_verifier does not fit the code_challenge.")
    access = {"aud": "person", "sub": pairwise(grant.person)}
    return {
        "token_type": "Bearer",
        "scope": "openid profile",
        "expires_in": int(TOKEN_LIFETIME),
        "access_token": world.keys.signed(access, TOKEN_LIFETIME),
        "id_token": id_token(world, grant.person, grant.nonce),
    }
