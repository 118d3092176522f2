"""Sending to a mail server (RFC 5321), one connection per letter, certificates always verified."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache, cached_property
from typing import Literal

from mail.problem import (
    CREDENTIAL_REFUSED,
    MAILBOX_REFUSED,
    MESSAGE_REFUSED,
    SERVER_UNREACHABLE,
    THROTTLED,
    TLS_FAILED,
    MailProblem,
)

Security = Literal["none", "starttls", "tls"]
Stage = Literal["connection", "sender", "recipient", "letter"]
TIMEOUT_SECONDS = 20.0
GOODBYE_SECONDS = 2.0

_LOGINS = frozenset({"CRAM-MD5", "PLAIN", "LOGIN"})  # what smtplib can do
_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class SmtpTransport:
    """One mail server. User and password are empty where it asks for none; `timeout` is per answer, in seconds."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT_SECONDS

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; the envelope sender is the service's own address, as SPF and DMARC ask."""
        sender, recipient = _only_address(message, "From"), _only_address(message, "To")
        with self._session() as server:
            _expect_taken("sender", *server.mail(sender))
            _expect_taken("recipient", *server.rcpt(recipient))
            _hand_over(server, message.as_bytes(policy=SMTP))

    def check(self) -> None:
        """Connect, secure the connection and log in."""
        with self._session() as server:
            _expect_taken("connection", *server.noop())

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A server that has let us in. What breaks here left no letter behind: it was not yet handed over."""
        try:
            server = self._connect()
            try:
                self._enter(server)
                yield server
            finally:
                _leave(server)
        except ssl.SSLCertVerificationError as error:
            raise MailProblem(TLS_FAILED, "the mail server's certificate is not trusted", retryable=False) from error
        except ssl.SSLError as error:
            raise MailProblem(
                TLS_FAILED, "the mail server does not agree on an encrypted connection", retryable=True
            ) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal("connection", error.smtp_code, error.smtp_error) from None
        except OSError as error:  # SMTPException is one too
            raise MailProblem(
                SERVER_UNREACHABLE, f"the mail server did not answer ({type(error).__name__})", retryable=True
            ) from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, _own_name(), timeout=self.timeout, context=self._trusted)
        return smtplib.SMTP(self.host, self.port, _own_name(), timeout=self.timeout)

    def _enter(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.security == "starttls":
            if not server.has_extn("starttls"):
                raise MailProblem(TLS_FAILED, "the mail server offers no STARTTLS", retryable=False)
            server.starttls(context=self._trusted)
            server.ehlo_or_helo_if_needed()
        if self.user:
            self._log_in(server)

    def _log_in(self, server: smtplib.SMTP) -> None:
        offered = server.esmtp_features.get("auth", "").upper().split()
        if not _LOGINS.intersection(offered):
            raise MailProblem(
                CREDENTIAL_REFUSED,
                "the mail server offers no login that we know; it may want TLS first",
                retryable=False,
            )
        try:
            server.login(self.user, self.password)
        except smtplib.SMTPAuthenticationError as error:
            later = 400 <= error.smtp_code < 500
            raise MailProblem(
                THROTTLED if later else CREDENTIAL_REFUSED,
                f"the mail server answered {error.smtp_code} to the login",
                retryable=later,
            ) from None

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """The system's authorities, or those of SSL_CERT_FILE; read once, for that takes longer than a letter."""
        return ssl.create_default_context()


@cache
def _own_name() -> str:
    """The name to greet with, looked up once: smtplib would ask the name server for every letter."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"  # an address literal where there is no name (RFC 5321 4.1.3)


def _only_address(message: EmailMessage, header: str) -> str:
    (address,) = message[header].addresses
    return str(address.addr_spec)


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    """Send the content. A connection lost on the way to the answer leaves open whether the server has the letter."""
    try:
        code, text = server.data(content)
    except smtplib.SMTPDataError as error:
        raise _refusal("letter", error.smtp_code, error.smtp_error) from None
    except OSError as error:
        raise MailProblem(
            SERVER_UNREACHABLE,
            f"the connection ended before the mail server confirmed the letter ({type(error).__name__})",
            retryable=True,
            unknown_outcome=True,
        ) from error
    _expect_taken("letter", code, text)


def _expect_taken(stage: Stage, code: int, text: bytes) -> None:
    if not 200 <= code < 300:
        raise _refusal(stage, code, text)


def _refusal(stage: Stage, code: int, text: bytes | str) -> MailProblem:
    """The problem behind a reply code (RFC 5321 4.2) and its enhanced code (RFC 3463).

    The server's own words stay out: they repeat addresses.
    """
    if not 400 <= code < 600:
        return MailProblem(
            SERVER_UNREACHABLE,
            f"the mail server answered nonsense to the {stage}",
            retryable=True,
            unknown_outcome=stage == "letter",
        )
    raw = text.encode(errors="replace") if isinstance(text, str) else text
    found = _ENHANCED.match(raw)
    enhanced = found[1].decode() if found else ""
    said = f"the mail server answered {code} {enhanced}".rstrip() + f" to the {stage}"
    if code < 500:
        return MailProblem(THROTTLED, said, retryable=True)
    return MailProblem(_advice(stage, code, enhanced), said, retryable=False)


def _advice(stage: Stage, code: int, enhanced: str) -> str:
    if code in (530, 535) or enhanced in ("5.7.8", "5.7.9", "5.7.57"):
        return CREDENTIAL_REFUSED
    if stage == "connection":
        return SERVER_UNREACHABLE
    about_policy = enhanced.startswith("5.7.")  # relaying denied, sender blocked: nothing is wrong with the mailbox
    about_mailbox = enhanced.startswith(("5.1.", "5.2."))
    if (stage == "recipient" and not about_policy) or (stage == "letter" and about_mailbox):
        return MAILBOX_REFUSED
    return MESSAGE_REFUSED


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye and close. How the server takes that changes nothing: by now the letter's fate is known."""
    with suppress(OSError):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE_SECONDS)
            server.quit()
    server.close()
