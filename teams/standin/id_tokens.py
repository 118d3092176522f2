"""Id tokens: what Entra says of a person who signed in, and on demand what nobody may believe."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import jwt

from .faults import SIGN_IN
from .people import Person
from .world import CLIENT_ID, TENANT, World

TOKEN_LIFETIME = 3600.0
OTHER = "33333333-3333-3333-3333-333333333333"
"""Id of some other tenant or application."""

LONG = 600
"""Seconds beyond what anybody's clock may be wrong."""


def id_token(world: World, person: Person, nonce: str | None) -> str:
    """The token of a sign-in, in the form of version 2.0; with what is wrong in it when a fault says so."""
    claims: dict[str, Any] = {
        "aud": CLIENT_ID,
        "iss": issuer(world),
        "tid": TENANT,
        "oid": person.id,
        "sub": pairwise(person),
        "name": person.name,
        "preferred_username": person.mail,
        "login_hint": person.mail,
        "ver": "2.0",
    }
    claims |= {"nonce": nonce} if nonce else {}
    # Entra leaves the claim out when no role is assigned.
    claims |= {"roles": list(person.roles)} if person.roles else {}
    fault = world.faults.strike(SIGN_IN, (person.mail.lower(), person.id))
    return _with_fault(world, claims, fault.fault if fault else None)


def issuer(world: World, tenant: str = TENANT) -> str:
    """Name of the sign-in service in its tokens."""
    return f"{world.secure_url}/{tenant}/v2.0"


def pairwise(person: Person) -> str:
    """The person's name for this application alone."""
    return hashlib.sha256(f"{CLIENT_ID}/{person.id}".encode()).hexdigest()[:43]


def _with_fault(world: World, claims: dict[str, Any], fault: str | None) -> str:
    keys, now = world.keys, int(time.time())
    if fault == "id_no_roles":
        claims.pop("roles", None)
    elif fault == "id_new_key":
        return keys.signed_anew(claims, TOKEN_LIFETIME, publish=True)
    elif fault == "id_unknown_key":
        return keys.signed_anew(claims, TOKEN_LIFETIME)
    elif fault == "id_wrong_signature":
        return keys.forged(claims, TOKEN_LIFETIME)
    elif fault == "id_unsigned":
        return jwt.encode(claims | {"iat": now, "exp": now + LONG}, "", algorithm="none")
    changes: dict[str, dict[str, Any]] = {
        "id_expired": {"iat": now - 2 * LONG, "nbf": now - 2 * LONG, "exp": now - LONG},
        "id_other_application": {"aud": OTHER},
        "id_other_issuer": {"iss": issuer(world, OTHER)},
        "id_other_nonce": {"nonce": "of another sign-in"},
        "id_other_tenant": {"tid": OTHER, "iss": issuer(world, OTHER)},
        "id_too_early": {"iat": now + LONG, "nbf": now + LONG},
    }
    return keys.signed(claims | changes.get(fault or "", {}), TOKEN_LIFETIME)
