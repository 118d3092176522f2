"""From STORAGE_URL to the storage that it means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from storage.folder import FolderStorage

HOW_TO_WRITE = (
    "write file:<folder> or s3://bucket/prefix?endpoint=https://host&region=name, "
    "the latter with STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY"
)
_HERE = ("localhost", "127.0.0.1", "::1")


class Storage(Protocol):
    """A place for bytes. Names are 8 to 64 lower-case letters, digits and hyphens: ValueError for any other.

    All methods raise `StorageProblem` where the outside fails, and may be repeated.
    """

    def put(self, name: str, stream: BinaryIO) -> None:
        """Store all of the stream under the name: wholly, for good once this returns, or not at all."""

    def open(self, name: str) -> AbstractContextManager[Iterator[bytes]]:
        """The content in chunks, as it is read. Raises `Missing` on entering."""

    def delete(self, name: str) -> None:
        """Remove it; nothing happens where there is nothing."""

    def exists(self, name: str) -> bool:
        """Whether there is something of this name."""

    def names(self, older_than: datetime) -> Iterator[str]:
        """The names of what was stored before this instant, in no order."""


def storage_for(url: str, access_key: str | None = None, secret_key: str | None = None) -> Storage:
    """The storage that the address means; makes nothing and asks nobody. ValueError says what to write instead."""
    scheme, colon, rest = url.partition(":")
    if scheme.lower() == "file" and colon:
        return FolderStorage(_folder(rest))
    if scheme.lower() == "s3" and colon:
        return _bucket(url, access_key, secret_key)
    raise ValueError(HOW_TO_WRITE)


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


def _bucket(url: str, access_key: str | None, secret_key: str | None) -> Storage:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    endpoint, region = options.pop("endpoint", ""), options.pop("region", "")
    if not parts.netloc or parts.username or options or not endpoint or not region:
        raise ValueError(HOW_TO_WRITE)
    server = urlsplit(endpoint)
    if not server.hostname or (server.scheme != "https" and server.hostname not in _HERE):
        raise ValueError("the endpoint must begin with https://: documents and keys travel by it")
    if not access_key or not secret_key:
        raise ValueError("s3:// needs STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY")
    try:
        from storage.s3 import S3Storage  # what speaks S3 is large: loaded and installed only where it is used
    except ImportError as error:
        raise ValueError("s3:// needs the packages of requirements-s3.lock (docs/operating.md)") from error
    prefix = unquote(parts.path).strip("/")
    return S3Storage(endpoint, region, parts.netloc, f"{prefix}/" if prefix else "", access_key, secret_key)
