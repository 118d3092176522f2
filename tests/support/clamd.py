"""A scanner that speaks clamd's protocol and knows one virus: the test file that the makers of scanners agreed on."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Harmless. In two parts, so that a scanner of this machine does not take this source file away."""


@dataclass
class ScannerStandIn:
    """Where it listens, what it was given, and how it is to behave."""

    url: str = ""
    streams: list[int] = field(default_factory=list)
    """Sizes of what it has looked at."""
    limit: int = 25 * 1024 * 1024
    """StreamMaxLength."""
    hangs_up: bool = False
    """Close the connection in place of an answer."""
    says: str | None = None
    """Answer this, whatever was asked."""


@contextmanager
def scanner_stand_in() -> Iterator[ScannerStandIn]:
    """Run it on a free port of the loopback address."""
    known = ScannerStandIn()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            answer = _answer(self, known)
            if not known.hangs_up:
                self.wfile.write((known.says or answer).encode() + b"\0")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        known.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()


def _answer(handler: socketserver.StreamRequestHandler, known: ScannerStandIn) -> str:
    command = b""
    while not command.endswith(b"\0"):
        byte = handler.rfile.read(1)
        if not byte:
            return "UNKNOWN COMMAND"
        command += byte
    if command == b"zPING\0":
        return "PONG"
    if command != b"zINSTREAM\0":
        return "UNKNOWN COMMAND"
    content = b""
    while length := struct.unpack("!L", handler.rfile.read(4))[0]:
        content += handler.rfile.read(length)
        if len(content) > known.limit:
            return "INSTREAM size limit exceeded. ERROR"
    known.streams.append(len(content))
    return "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"
