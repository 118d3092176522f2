"""How long what lets us into Microsoft 365 is still good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from config import Settings
from teams import GraphSettings, certificate_expires_at

WARN_DAYS = (1, 7, 30)
"""Days before the end from which the words get stronger."""


@dataclass(frozen=True)
class Credential:
    """Secret or certificate. `days` until it ends, below zero once it has; None when nobody has told us."""

    subject: Literal["secret", "certificate"]
    days: int | None

    @property
    def setting(self) -> str:
        """The variable that names it."""
        return f"ENTRA_CLIENT_{self.subject.upper()}"

    @property
    def ends_soon(self) -> bool:
        return self.days is not None and self.days <= max(WARN_DAYS)


def look_at_credential(settings: Settings, graph: GraphSettings, now: datetime) -> Credential:
    """Raises `GraphProblem` for a certificate that cannot be read."""
    ends = certificate_expires_at(graph)
    if ends is not None:
        return Credential("certificate", (ends - now) // timedelta(days=1))
    if settings.entra_secret_expires is None:
        return Credential("secret", None)
    today = now.astimezone(settings.office_timezone).date()
    return Credential("secret", (settings.entra_secret_expires - today).days)
