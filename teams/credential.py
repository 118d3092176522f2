"""The certificate with which the application proves who it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .problems import Advice, GraphProblem
from .settings import GraphSettings

if TYPE_CHECKING:
    from cryptography import x509


def msal_credential(settings: GraphSettings) -> str | dict[str, str]:
    """The credential in the form that msal takes. Raises `GraphProblem` when the certificate cannot be used."""
    if settings.client_certificate is None:
        assert settings.client_secret is not None, "the settings hold one of the two"
        return settings.client_secret
    pem, _certificate = _read(settings.client_certificate)
    return {"private_key": pem, "public_certificate": pem}


def certificate_expires_at(settings: GraphSettings) -> datetime | None:
    """When the certificate ends (UTC); None with a secret, whose end only the Entra admin centre shows."""
    if settings.client_certificate is None:
        return None
    _pem, certificate = _read(settings.client_certificate)
    return certificate.not_valid_after_utc


def _read(path: str) -> tuple[str, x509.Certificate]:
    # Only for those who use a certificate: 70 ms and 16 MiB.
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    problem = GraphProblem(Advice.CREDENTIAL_REFUSED, "CertificateUnreadable")
    try:
        pem = Path(path).read_bytes()
        load_pem_private_key(pem, password=None)
        return pem.decode("ascii"), x509.load_pem_x509_certificate(pem)
    except (OSError, ValueError, TypeError) as error:
        # ValueError: not a PEM file, or not both parts; TypeError: the key has a password.
        raise problem from error
