"""The signing key of the sign-in service, and the tokens made and read with it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from .certificates import write_whole

KEY_ID = "standin-1"


class Keys:
    """One RSA key, kept in a file so that tokens outlive a restart."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            write_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
        loaded = load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(loaded, rsa.RSAPrivateKey), "the file is ours"
        self._key = loaded

    def signed(self, claims: dict[str, Any], lifetime: float) -> str:
        """A token of `claims` that starts now and ends after `lifetime` seconds."""
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + int(lifetime)}
        return jwt.encode(times | claims, self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def read(self, token: str, audience: str) -> dict[str, Any]:
        """The claims. Raises `jwt.InvalidTokenError`, also for a token that has ended."""
        return jwt.decode(token, self._key.public_key(), algorithms=["RS256"], audience=audience)

    def public(self) -> dict[str, Any]:
        """The key set that clients verify with (RFC 7517)."""
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [key | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}
