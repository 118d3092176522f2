"""Settings that can be used and are a mistake all the same. Those that cannot be used stop the program at its start."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from config import Settings
from doctor.finding import Finding, fail, ok, warn


def check(settings: Settings) -> Iterator[Finding]:
    """What stands in the environment, looked at as a whole."""
    yield ok("settings", f"{settings.environment}, {settings.public_url}")
    if settings.environment == "production":
        yield from _public_address(settings)
        if settings.mail_url.startswith("file:"):
            yield warn(
                "MAIL_URL",
                "letters are put into a folder and reach nobody",
                "name a mail server (smtps://...) or graph:",
            )
    yield from _other_microsoft(settings)
    if settings.mail_url == "graph:" and settings.graph_mailbox.lower() != settings.mail_from.lower():
        yield warn(
            "GRAPH_MAILBOX",
            "letters are sent from another mailbox than MAIL_FROM names",
            "use one address for both, or give the mailbox the right to send as MAIL_FROM in Exchange",
        )


def _public_address(settings: Settings) -> Iterator[Finding]:
    if not settings.secure_cookies:
        yield fail(
            "PUBLIC_URL",
            "the site is not served by HTTPS",
            "put it behind a proxy with a certificate and write https:// here: links in letters are made from it",
        )
    elif settings.proxy_hops == 0:
        yield warn(
            "PROXY_HOPS",
            "HTTPS without a proxy in front: to the limits for each address all visitors look like one",
            "write how many proxies stand in front of the site, most often 1",
        )


def _other_microsoft(settings: Settings) -> Iterator[Finding]:
    near = [
        name
        for name, url in (("GRAPH_URL", settings.graph_url), ("ENTRA_AUTHORITY", settings.entra_authority))
        if _is_this_machine(urlsplit(url).hostname or "")
    ]
    if near and settings.environment == "production":
        yield fail(
            " and ".join(near),
            "leads to this machine, where there can only be a stand-in for Microsoft 365",
            "take the variable away, or set VIDEOCITA_ENVIRONMENT to demo",
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
