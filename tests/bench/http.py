"""A client that costs little itself: one connection, requests made beforehand, answers read and not understood."""

from __future__ import annotations

import html
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]*)", re.IGNORECASE)
_FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Answer:
    status: int
    headers: bytes
    body: bytes

    @property
    def location(self) -> str:
        found = _LOCATION.search(self.headers)
        assert found, "no redirect where one was expected"
        return found[1].decode()

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page, the last of each name."""
        fields = {}
        for tag in _FIELD.findall(self.body.decode()):
            attributes = dict(_ATTRIBUTE.findall(tag))
            fields[attributes["name"]] = html.unescape(attributes.get("value", ""))
        return fields


@dataclass
class Client:
    """Somebody's browser: keeps its connection and its cookies, and counts its requests."""

    port: int
    cookies: dict[bytes, bytes] = field(default_factory=dict)
    requests: int = 0
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        return self._send(self._head("GET", path) + b"\r\n")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode(fields).encode()
        head = self._head("POST", path)
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        return self._send(head + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _head(self, method: str, path: str) -> bytes:
        cookies = b"; ".join(name + b"=" + value for name, value in self.cookies.items())
        host = f"Host: localhost:{self.port}\r\n".encode()
        return f"{method} {path} HTTP/1.1\r\n".encode() + host + (b"Cookie: " + cookies + b"\r\n" if cookies else b"")

    def _send(self, request: bytes) -> Answer:
        self.requests += 1
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        headers, _, body = received.partition(b"\r\n\r\n")
        length = _LENGTH.search(headers)
        while len(body) < (int(length[1]) if length else 0):
            body += self._more()
        if b"connection: close" in headers.lower():
            self.close()
        self.cookies.update(_COOKIE.findall(headers))
        return Answer(int(headers[9:12]), headers, body)

    def _more(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        return data
