"""Settings, read once from the environment at start.

Every mistake is reported at once and by name (`SettingsError.mistakes`), so that a person who installs the system
corrects one list and not one line after another. Secrets have no default.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import click

import setting_values

Environment = Literal["production", "demo", "test"]
T = TypeVar("T")

MICROSOFT_GRAPH = "https://graph.microsoft.com/v1.0"
MICROSOFT_AUTHORITY = "https://login.microsoftonline.com"


class SettingsError(click.ClickException):
    """The environment does not make a configuration; `mistakes` has one sentence for each thing to correct.

    A `ClickException`, so that every `flask` command prints the list instead of a traceback.
    """

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(["The settings cannot be used:", *(f"  - {mistake}" for mistake in mistakes)]))


@dataclass(frozen=True)
class Settings:
    """What an installation decides. Field names are the variables in lower case; docs/operating.md explains each."""

    environment: Environment
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    public_url: str
    mail_url: str = field(repr=False)
    mail_from: str
    mail_from_name: str
    storage_url: str
    """Where the bytes of documents lie: a folder of this machine, or an S3 bucket."""
    storage_access_key: str | None = field(repr=False)
    storage_secret_key: str | None = field(repr=False)
    clamav_url: str | None
    """The virus scanner. Without one documents can be opened unscanned, and the pages of staff say so."""
    graph_url: str
    entra_authority: str
    entra_tenant: str
    entra_client_id: str
    entra_client_secret: str | None = field(repr=False)
    entra_client_certificate: str | None
    entra_secret_expires: date | None
    """Last day of the secret, as the Entra admin centre shows it: nothing else tells. `flask doctor` warns in time."""
    graph_mailbox: str
    """Mailbox in whose name getSchedule is asked and mail is sent when MAIL_URL is `graph:`."""
    outlook_busy: bool
    """Whether busy time in the technicians' Outlook calendars blocks their slots."""
    meeting_options: bool
    """Whether lobby and presenter options are set through the onlineMeetings layer (needs the Teams policy)."""
    graph_notifications: bool
    """Whether Graph is asked to tell us of changes in the technicians' calendars; without it we look by ourselves."""
    office_timezone: ZoneInfo
    office_phone: str
    """Telephone printed on error pages when the database, which knows the office's own, cannot be read."""
    port: int
    proxy_hops: int
    """Reverse proxies in front of the site; their X-Forwarded headers are believed only for this many hops."""
    rate_limits: bool
    """Soft limits per address and process; off where the proxy in front limits already."""
    hsts: bool
    metrics_token: str | None = field(repr=False)
    worker_id: str
    """Stable name of a worker process: after a restart it takes up the work it had begun."""
    retry_first_seconds: int
    """Pause after the first failure of Microsoft 365 or the mail server; it doubles up to a quarter of an hour."""
    longest_try_seconds: int
    """No call to Microsoft 365 and no letter takes longer: what a killed worker had begun is begun again after this."""
    hold_minutes: int
    hold_limit_minutes: int
    session_idle_minutes: int
    """After so long without use, staff sign in anew."""
    session_hours: int
    """And after so long in any case: roles that were taken back in Entra end with it at the latest."""

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def retry_first(self) -> timedelta:
        return timedelta(seconds=self.retry_first_seconds)

    @property
    def longest_try(self) -> timedelta:
        return timedelta(seconds=self.longest_try_seconds)

    @property
    def hold_time(self) -> timedelta:
        return timedelta(minutes=self.hold_minutes)

    @property
    def hold_limit(self) -> timedelta:
        """Longest time that one browser may keep renewing its hold."""
        return timedelta(minutes=self.hold_limit_minutes)

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_length(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read and check all variables. Raises `SettingsError` with every mistake found."""
        read = _Reader(environ)
        secret, certificate = read.optional("ENTRA_CLIENT_SECRET"), read.optional("ENTRA_CLIENT_CERTIFICATE")
        if (secret is None) == (certificate is None):
            read.mistakes.append(
                "ENTRA_CLIENT_SECRET or ENTRA_CLIENT_CERTIFICATE: set exactly one of the two "
                "(a certificate is the path of a PEM file with private key and certificate)"
            )
        if certificate is not None and not os.path.isfile(certificate):
            read.mistakes.append("ENTRA_CLIENT_CERTIFICATE: there is no file at that path")
        mail_from = read.required("MAIL_FROM", setting_values.mail_address)
        settings = {
            "environment": read.with_default("VIDEOCITA_ENVIRONMENT", "production", setting_values.environment),
            "secret_key": read.required("SECRET_KEY", setting_values.secret),
            "database_url": read.required("DATABASE_URL", setting_values.database_url),
            "public_url": read.required("PUBLIC_URL", setting_values.public_url),
            "mail_url": read.required("MAIL_URL", setting_values.mail_url),
            "mail_from": mail_from,
            "mail_from_name": read.with_default("MAIL_FROM_NAME", "Videocita", setting_values.text),
            "storage_url": read.required("STORAGE_URL", setting_values.storage_url),
            "storage_access_key": read.optional("STORAGE_ACCESS_KEY"),
            "storage_secret_key": read.optional("STORAGE_SECRET_KEY"),
            "clamav_url": read.optional_value("CLAMAV_URL", setting_values.clamav_url),
            "graph_url": read.with_default("GRAPH_URL", MICROSOFT_GRAPH, setting_values.https_url),
            "entra_authority": read.with_default("ENTRA_AUTHORITY", MICROSOFT_AUTHORITY, setting_values.https_url),
            "entra_tenant": read.required("ENTRA_TENANT", setting_values.text),
            "entra_client_id": read.required("ENTRA_CLIENT_ID", setting_values.text),
            "entra_client_secret": secret,
            "entra_client_certificate": certificate,
            "entra_secret_expires": read.optional_value("ENTRA_SECRET_EXPIRES", setting_values.day),
            "graph_mailbox": read.with_default("GRAPH_MAILBOX", mail_from or "", setting_values.text),
            "outlook_busy": read.with_default("OUTLOOK_BUSY", "1", setting_values.yes_or_no),
            "meeting_options": read.with_default("MEETING_OPTIONS", "1", setting_values.yes_or_no),
            "graph_notifications": read.with_default("GRAPH_NOTIFICATIONS", "0", setting_values.yes_or_no),
            "office_timezone": read.with_default("OFFICE_TIMEZONE", "Europe/Madrid", setting_values.zone),
            "office_phone": read.with_default("OFFICE_PHONE", "", str),
            "port": read.with_default("PORT", "8000", setting_values.positive),
            "proxy_hops": read.with_default("PROXY_HOPS", "0", setting_values.count),
            "rate_limits": read.with_default("RATE_LIMITS", "1", setting_values.yes_or_no),
            "hsts": read.with_default("HSTS", "0", setting_values.yes_or_no),
            "metrics_token": read.optional("METRICS_TOKEN"),
            "worker_id": read.with_default("WORKER_ID", "worker-1", setting_values.text),
            "retry_first_seconds": read.with_default("RETRY_FIRST_SECONDS", "5", setting_values.positive),
            "longest_try_seconds": read.with_default("LONGEST_TRY_SECONDS", "300", setting_values.positive),
            "hold_minutes": read.with_default("HOLD_MINUTES", "10", setting_values.positive),
            "hold_limit_minutes": read.with_default("HOLD_LIMIT_MINUTES", "60", setting_values.positive),
            "session_idle_minutes": read.with_default("SESSION_IDLE_MINUTES", "60", setting_values.positive),
            "session_hours": read.with_default("SESSION_HOURS", "8", setting_values.positive),
        }
        if settings["graph_notifications"] and not str(settings["public_url"]).startswith("https://"):
            read.mistakes.append("GRAPH_NOTIFICATIONS: Microsoft tells nobody who has no HTTPS; see PUBLIC_URL")
        if read.mistakes:
            raise SettingsError(read.mistakes)
        return cls(**settings)  # type: ignore[arg-type]  # each reader above gives its field's type or a mistake


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []

    def optional(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def required(self, name: str, convert: Callable[[str], T]) -> T | None:
        value = self.optional(name)
        if value is None:
            self.mistakes.append(f"{name}: is not set")
            return None
        return self._converted(name, value, convert)

    def optional_value(self, name: str, convert: Callable[[str], T]) -> T | None:
        value = self.optional(name)
        return None if value is None else self._converted(name, value, convert)

    def with_default(self, name: str, default: str, convert: Callable[[str], T]) -> T | None:
        return self._converted(name, self.optional(name) or default, convert)

    def _converted(self, name: str, value: str, convert: Callable[[str], T]) -> T | None:
        try:
            return convert(value)
        except ValueError as error:
            self.mistakes.append(f"{name}: {error}")
            return None
