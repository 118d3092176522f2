"""How the values of settings are written: each function gives the value, or raises ValueError with what to write."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def text(value: str) -> str:
    """Anything."""
    return value


def environment(value: str) -> str:
    """What kind of installation."""
    if value not in ("production", "demo", "test"):
        raise ValueError("must be production, demo or test")
    return value


def secret(value: str) -> str:
    """Long enough that nobody guesses it."""
    if len(value) < 32:
        raise ValueError(
            "must have 32 characters or more; make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return value


def database_url(value: str) -> str:
    """SQLite or PostgreSQL; every name of the latter leads to the driver that is installed."""
    scheme = urlsplit(value).scheme
    if scheme == "sqlite":
        return value
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return "postgresql+psycopg" + value[value.index("://") :]
    raise ValueError("must begin with sqlite:/// or postgresql://")


def public_url(value: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ValueError("must be the address of the site without a path, such as https://cita.example.cat")
    return f"{parts.scheme}://{parts.netloc}"


def https_url(value: str) -> str:
    """An address that is asked over TLS."""
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.netloc:
        raise ValueError("must begin with https://")
    return value.rstrip("/")


def mail_address(value: str) -> str:
    """A bare address."""
    name, at, domain = value.rpartition("@")
    if not (name and at and "." in domain) or any(mark in value for mark in " <>,+"):
        raise ValueError("must be a bare address such as cita@example.cat, without a name and without '+'")
    return value


def mail_url(value: str) -> str:
    """A way out for letters; mail.transports reads the rest of it."""
    if urlsplit(value).scheme not in ("smtp", "smtps", "graph", "file"):
        raise ValueError(
            "must be smtp://host:port, smtp://host:port?starttls=1, smtps://host:port, graph: or file:<folder>"
        )
    return value


def storage_url(value: str) -> str:
    """A place for documents; storage.choice reads the rest of it."""
    if urlsplit(value).scheme not in ("file", "s3"):
        raise ValueError("must be file:<folder> or s3://bucket/prefix?endpoint=https://host&region=name")
    return value


def clamav_url(value: str) -> str:
    """A scanner; antivirus.clamd reads the rest of it."""
    if urlsplit(value).scheme not in ("tcp", "unix"):
        raise ValueError("must be tcp://host:3310 or unix:/path/of/clamd.ctl")
    return value


def yes_or_no(value: str) -> bool:
    """A switch."""
    if value.lower() in ("1", "yes", "true", "on"):
        return True
    if value.lower() in ("0", "no", "false", "off"):
        return False
    raise ValueError("must be 1 or 0")


def zone(value: str) -> ZoneInfo:
    """A time zone of the IANA list."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("is not a time zone of the IANA list, such as Europe/Madrid") from error


def day(value: str) -> date:
    """A day."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("must be a day such as 2027-12-31") from error


def positive(value: str) -> int:
    """A whole number above zero."""
    number = count(value)
    if number == 0:
        raise ValueError("must be a whole number above zero")
    return number


def count(value: str) -> int:
    """A whole number."""
    if not value.isdecimal():
        raise ValueError("must be a whole number")
    return int(value)
