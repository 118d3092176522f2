"""What the gateway has to know about a Microsoft 365 tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

GRAPH_HOSTS = frozenset(
    {
        "graph.microsoft.com",
        "graph.microsoft.us",
        "dod-graph.microsoft.us",
        "microsoftgraph.chinacloudapi.cn",
    }
)
LOGIN_HOSTS = frozenset({"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"})


@dataclass(frozen=True)
class GraphSettings:
    """Where Graph is and who we are there. Its `repr` never shows the secret.

    Raises `ValueError` when the parts do not make a usable whole.
    """

    graph_url: str
    """Root of the API with its version, such as `https://graph.microsoft.com/v1.0`."""
    tenant: str
    """Tenant id. A specific one: `common` and `organizations` cannot issue application tokens."""
    client_id: str
    client_secret: str | None = field(repr=False)
    client_certificate: str | None
    """Path of a PEM file with the private key and the certificate; instead of a secret."""
    authority: str
    """Root of the sign-in service without the tenant, such as `https://login.microsoftonline.com`."""

    def __post_init__(self) -> None:
        if urlsplit(self.graph_url).scheme != "https":
            raise ValueError("graph_url must begin with https://: a token travels with every call")
        authority = urlsplit(self.authority)
        if authority.scheme != "https" or authority.path.strip("/"):
            raise ValueError("authority must be an https:// address without a path; the tenant is added to it")
        if (self.client_secret is None) == (self.client_certificate is None):
            raise ValueError("give either client_secret or client_certificate")

    @property
    def tenant_authority(self) -> str:
        return f"{self.authority.rstrip('/')}/{self.tenant}"

    @property
    def authority_is_microsoft(self) -> bool:
        return urlsplit(self.authority).hostname in LOGIN_HOSTS

    @property
    def scope(self) -> str:
        """The only scope that client credentials may ask for: all permissions that an administrator consented to."""
        host = urlsplit(self.graph_url).hostname
        return f"https://{host if host in GRAPH_HOSTS else 'graph.microsoft.com'}/.default"
