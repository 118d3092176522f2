"""The ways out of the system, made from the settings: Microsoft Graph and the post."""

from __future__ import annotations

from dataclasses import dataclass

from config import Settings
from mail.transports import Transport, transport_for
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
