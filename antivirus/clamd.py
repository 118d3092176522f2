"""clamd's own protocol over TCP or a Unix socket: PING and INSTREAM (man clamd, "COMMANDS").

A command begins with z and ends with a zero byte, and so does the answer. INSTREAM is followed by chunks, each with its
length in four bytes before it, and ends with a chunk of length zero.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from antivirus.problem import SCANNER_REFUSED, SCANNER_UNREACHABLE, ScanProblem

HOW_TO_WRITE = "write tcp://host:3310 or unix:/path/of/clamd.ctl"
USUAL_PORT = 3310
TIMEOUT_SECONDS = 60.0
"""Of each answer: a scanner that has just loaded new signatures takes its time."""
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of a stream."""

    signature: str | None
    """Name of what was found, as the scanner calls it; None if nothing was."""

    @property
    def is_clean(self) -> bool:
        return self.signature is None


class Scanner(Protocol):
    """Something that can be asked about bytes. Both methods raise `ScanProblem` and nothing else of their own."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Whether something harmful is known to be in it. What reading the chunks raises comes through."""

    def check(self) -> None:
        """Be answered."""


def scanner_for(url: str) -> Scanner:
    """The scanner at this address. ValueError says what to write instead."""
    if url.startswith("unix:"):
        path = unquote(urlsplit(url).path)
        if not path.startswith("/"):
            raise ValueError(HOW_TO_WRITE)
        return Clamd(path)
    parts = urlsplit(url)
    if parts.scheme != "tcp" or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError(HOW_TO_WRITE)
    return Clamd((parts.hostname, parts.port or USUAL_PORT))


@dataclass(frozen=True)
class Clamd:
    """A clamd at a path (Unix socket) or at host and port; `timeout` in seconds. One connection per question."""

    address: str | tuple[str, int]
    timeout: float = TIMEOUT_SECONDS

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Send the bytes and read the verdict."""
        with self._connected() as connection:
            _send_stream(connection, chunks)
            answer = _answer(connection)
        return _verdict(answer)

    def check(self) -> None:
        """PING, which is to be answered with PONG."""
        with self._connected() as connection, _in_our_words():
            connection.sendall(b"zPING\0")
            answer = _answer(connection)
        if answer != "PONG":
            raise ScanProblem(SCANNER_REFUSED, "what answers there is no clamd")

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        with _in_our_words():
            connection = self._connect()
        with connection:
            yield connection

    def _connect(self) -> socket.socket:
        if not isinstance(self.address, str):
            return socket.create_connection(self.address, self.timeout)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(self.timeout)
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection


def _send_stream(connection: socket.socket, chunks: Iterable[bytes]) -> None:
    with _in_our_words():
        connection.sendall(b"zINSTREAM\0")
    for chunk in filter(None, chunks):  # read outside of the try: what goes wrong there is not the scanner's fault
        if not _is_taken(connection, chunk):
            return
    _is_taken(connection, b"")


def _is_taken(connection: socket.socket, chunk: bytes) -> bool:
    """Send a chunk. No: the scanner has stopped listening, and why is in its answer, if it still gives one."""
    try:
        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    except (BrokenPipeError, ConnectionResetError):
        return False
    except OSError as error:
        raise _unreachable(error) from error
    return True


def _answer(connection: socket.socket) -> str:
    received = b""
    with _in_our_words():
        while not received.endswith(b"\0"):
            part = connection.recv(LONGEST_ANSWER)
            if not part or len(received) > LONGEST_ANSWER:
                raise ScanProblem(SCANNER_UNREACHABLE, "the scanner broke off before it had answered")
            received += part
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    """`stream: OK` or `stream: NAME FOUND`; anything else is a refusal, such as a stream over its limit."""
    _, _, said = answer.partition(": ")
    if said == "OK":
        return Verdict(None)
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND"))
    if "size limit exceeded" in answer:
        raise ScanProblem(
            SCANNER_REFUSED, "the scanner takes no stream of this size: raise StreamMaxLength in clamd.conf"
        )
    raise ScanProblem(SCANNER_REFUSED, "the scanner did not understand the question")


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreachable(error) from error


def _unreachable(error: OSError) -> ScanProblem:
    return ScanProblem(SCANNER_UNREACHABLE, f"the scanner does not answer ({type(error).__name__})")
