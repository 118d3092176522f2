"""Giving out a file that somebody sent in: as something to save, never as something to show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from urllib.parse import quote

from flask import Response

POLICY = "default-src 'none'; sandbox"
"""Should a browser open it all the same: without scripts, forms and an origin."""


def attachment(content: AbstractContextManager[Iterator[bytes]], name: str, media_type: str, size: int) -> Response:
    """An answer that streams the content and closes it. What opening it raises comes before anything is sent."""
    with ExitStack() as opened:
        chunks = opened.enter_context(content)
        response = Response(chunks, mimetype=media_type)
        response.call_on_close(opened.pop_all().close)
    response.content_length = size
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def disposition(name: str) -> str:
    """The header (RFC 6266), with the name in letters that every program reads and as it is (RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(letter for letter in plain if letter.isprintable() and letter not in '"\\%')
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
