"""From MAIL_URL to the transport that it means."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from mail.transports.folder import FolderTransport
from mail.transports.graph import GraphTransport
from mail.transports.smtp import Security, SmtpTransport

HOW_TO_WRITE = (
    "write one of: smtp://host:25, smtp://user:password@host:587?starttls=1, smtps://user:password@host:465, "
    "graph: or file:<folder>; special characters in user and password as %XX"
)


class Transport(Protocol):
    """A way out for messages of `mail.mime.to_mime`. Both methods raise `MailProblem` and nothing else."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; returning means that the other side has taken it."""

    def check(self) -> None:
        """Do all that sending needs, sending apart: reach the server, trust it, be let in."""


def transport_for(url: str, post_mime: Callable[[bytes], None] | None = None) -> Transport:
    """The transport that the address means; `post_mime` sends through Graph. ValueError says what to write instead."""
    scheme, colon, rest = url.partition(":")
    if not colon:
        raise ValueError(HOW_TO_WRITE)
    match scheme.lower():
        case "smtp" | "smtps":
            return _smtp(url)
        case "graph":
            return _graph(rest, post_mime)
        case "file":
            return FolderTransport(_folder(rest))
    raise ValueError(HOW_TO_WRITE)


def _graph(rest: str, post_mime: Callable[[bytes], None] | None) -> GraphTransport:
    if rest:
        raise ValueError(f"graph: takes nothing after the colon; {HOW_TO_WRITE}")
    if post_mime is None:
        raise ValueError("graph: needs the function that posts to Microsoft Graph")
    return GraphTransport(post_mime)


def _folder(rest: str) -> Path:
    """`file:folder` is taken literally, `file:///folder` as the URL that it is (RFC 8089)."""
    if rest.startswith("//"):
        parts = urlsplit(f"file:{rest}")
        if parts.netloc not in ("", "localhost"):
            raise ValueError("file: means a folder of this machine: write file:<folder> or file:///<folder>")
        rest = unquote(parts.path)
    if not rest.strip("/"):
        raise ValueError("file: needs a folder: write file:<folder>")
    return Path(rest)


def _smtp(url: str) -> SmtpTransport:
    # Never repeat the address in an error, nor chain the parser's: a password with a slash ends up in the port.
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(HOW_TO_WRITE) from None
    if not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError(HOW_TO_WRITE)
    security = _security(parts)
    user, password = _credential(parts.username), _credential(parts.password)
    if bool(user) != bool(password):
        raise ValueError(f"a mail server needs user and password, or neither; {HOW_TO_WRITE}")
    return SmtpTransport(parts.hostname, port or _default_port(security, user), security, user, password)


def _security(parts: SplitResult) -> Security:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls = options.pop("starttls", "0")
    if options or starttls not in ("0", "1"):
        raise ValueError(f"after the ? only starttls=1 is known; {HOW_TO_WRITE}")
    if parts.scheme == "smtps":
        if starttls == "1":
            raise ValueError("smtps:// is encrypted from the start: leave starttls out, or write smtp://…?starttls=1")
        return "tls"
    return "starttls" if starttls == "1" else "none"


def _credential(text: str | None) -> str:
    decoded = unquote(text or "")
    if not (decoded.isascii() and decoded.isprintable()):
        raise ValueError("user and password of a mail server must be printable ASCII: smtplib sends nothing else")
    return decoded


def _default_port(security: Security, user: str) -> int:
    if security == "tls":
        return 465
    return 587 if user or security == "starttls" else 25
