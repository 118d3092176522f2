"""The ways out of the system, made from the settings: Microsoft Graph, the post, and where documents lie."""

from __future__ import annotations

from dataclasses import dataclass

from antivirus import Scanner, scanner_for
from config import Settings, SettingsError
from mail.transports import Transport, transport_for
from storage import Storage, storage_for
from teams import Graph, GraphSettings, SignIn
from teams.mailbox import send_mime


@dataclass(frozen=True)
class Outside:
    """One of each per process. Making them asks nobody; the first use does."""

    graph: Graph
    post: Transport

    @classmethod
    def of(cls, settings: Settings) -> Outside:
        graph = Graph(tenant_of(settings))
        post = transport_for(settings.mail_url, lambda mime: send_mime(graph, settings.graph_mailbox, mime))
        return cls(graph, post)


@dataclass(frozen=True)
class Papers:
    """Where the bytes of documents lie, and who looks into them for viruses."""

    storage: Storage
    scanner: Scanner | None

    @classmethod
    def of(cls, settings: Settings) -> Papers:
        """Making them asks nobody. Raises `SettingsError`."""
        mistakes: list[str] = []
        storage: Storage | None = None
        scanner: Scanner | None = None
        try:
            storage = storage_for(settings.storage_url, settings.storage_access_key, settings.storage_secret_key)
        except ValueError as error:
            mistakes.append(f"STORAGE_URL: {error}")
        try:
            scanner = scanner_for(settings.clamav_url) if settings.clamav_url else None
        except ValueError as error:
            mistakes.append(f"CLAMAV_URL: {error}")
        if storage is None or mistakes:
            raise SettingsError(mistakes)
        return cls(storage, scanner)


def sign_in_with(settings: Settings) -> SignIn:
    """The way in for staff. Making it asks nobody."""
    return SignIn(tenant_of(settings))


def tenant_of(settings: Settings) -> GraphSettings:
    """What the gateway to Microsoft 365 must know of this installation."""
    return GraphSettings(
        graph_url=settings.graph_url,
        tenant=settings.entra_tenant,
        client_id=settings.entra_client_id,
        client_secret=settings.entra_client_secret,
        client_certificate=settings.entra_client_certificate,
        authority=settings.entra_authority,
    )
