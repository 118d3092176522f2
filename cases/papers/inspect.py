"""Looking at what was sent, before anything of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cases.papers.errors import FileRefused, Reason
from cases.papers.file_names import cleaned
from cases.papers.media_types import media_type_of
from mail.clean import one_line

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Incoming:
    """A file as it came: the name that the browser gave, and a stream that can be rewound."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class Inspected:
    """A file that can be accepted."""

    name: str
    """Cleaned."""
    stream: BinaryIO
    """At its beginning."""
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""


@dataclass(frozen=True)
class Refused:
    """A file that cannot, and why."""

    name: str
    """Of which file the page speaks."""
    reason: Reason


def inspect(files: Sequence[Incoming]) -> tuple[list[Inspected], list[Refused]]:
    """Those that can be accepted, each content once, and those that cannot."""
    accepted: dict[str, Inspected] = {}
    refused = []
    for file in files:
        try:
            one = _inspected(file)
        except FileRefused as refusal:
            refused.append(Refused(one_line(file.name.replace("\\", "/").rpartition("/")[2]), refusal.reason))
        else:
            accepted.setdefault(one.sha256, one)
    return list(accepted.values()), refused


def _inspected(file: Incoming) -> Inspected:
    media_type = media_type_of(file.stream)
    digest, size = hashlib.sha256(), 0
    while chunk := file.stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.stream.seek(0)
    return Inspected(cleaned(file.name, media_type), file.stream, media_type, size, digest.hexdigest())
