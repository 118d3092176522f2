"""The addresses that letters lead to: always ours, always encrypted."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def secure_link(name: str, url: str) -> str:
    """The address itself if a letter may carry it, else ValueError that names the link and not the address.

    `https` always; `http` only to this machine, for demo and tests. The address holds a person's token, so it stays
    out of the error.
    """
    if not url:
        raise ValueError(f"{name} is missing: a letter never has an empty link")
    parts = urlsplit(url)
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _this_machine(parts.hostname or ""))
    if not allowed or not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError(f"{name} must be a complete https address")
    return url


def _this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
