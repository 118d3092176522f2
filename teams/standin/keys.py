"""The signing key of the sign-in service, and the tokens made and read with it."""

from __future__ import annotations

import json
import time
import uuid
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
    """One RSA key, kept in a file so that tokens outlive a restart; and those of a moment, for tokens gone wrong."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            write_whole(path, _new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
        loaded = load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(loaded, rsa.RSAPrivateKey), "the file is ours"
        self._key = loaded
        self._published = {KEY_ID: loaded.public_key()}

    def signed(self, claims: dict[str, Any], lifetime: float) -> str:
        """A token of `claims` that starts now and ends after `lifetime` seconds; times in `claims` go first."""
        return self._signed(claims, lifetime, self._key, KEY_ID)

    def signed_anew(self, claims: dict[str, Any], lifetime: float, *, publish: bool = False) -> str:
        """The same with a key that nobody has seen before."""
        key, name = _new_key(), uuid.uuid4().hex
        if publish:
            self._published[name] = key.public_key()
        return self._signed(claims, lifetime, key, name)

    def forged(self, claims: dict[str, Any], lifetime: float) -> str:
        """The same with another key under the name of ours."""
        return self._signed(claims, lifetime, _new_key(), KEY_ID)

    def forget(self) -> None:
        """Publish our own key only, as at the start."""
        self._published = {KEY_ID: self._key.public_key()}

    def _signed(self, claims: dict[str, Any], lifetime: float, key: rsa.RSAPrivateKey, name: str) -> str:
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + int(lifetime)}
        return jwt.encode(times | claims, key, algorithm="RS256", headers={"kid": name})

    def read(self, token: str, audience: str) -> dict[str, Any]:
        """The claims. Raises `jwt.InvalidTokenError`, also for a token that has ended."""
        return jwt.decode(token, self._key.public_key(), algorithms=["RS256"], audience=audience)

    def public(self) -> dict[str, Any]:
        """The key set that clients verify with (RFC 7517)."""
        return {
            "keys": [
                json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key)) | {"kid": name, "use": "sig", "alg": "RS256"}
                for name, key in self._published.items()
            ]
        }


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
