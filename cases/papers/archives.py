"""ZIP archives, read by their directory alone: nothing is ever unpacked.

Numbers are those of the ZIP specification (APPNOTE.TXT 6.3.10): the end record 4.3.16, the central directory 4.3.12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cases.papers.errors import FileRefused

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT: Final = 0xFFFF

MOST_ENTRIES: Final = 2_000
LARGEST_DIRECTORY: Final = 512 * 1024
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
"""Bytes of all entries together."""
LARGEST_RATIO: Final = 200
"""Of an entry of more than a megabyte. Word's own XML packs to a twentieth, drawings in it to a hundredth."""
_SMALL: Final = 1024 * 1024

_WORD_NEEDS: Final = frozenset({"[Content_Types].xml", "word/document.xml"})
_MACROS: Final = "vbaproject.bin"


@dataclass(frozen=True)
class _End:
    """Where the directory is, as the end record says."""

    at: int
    entries: int
    size: int
    offset: int
    comment: int


@dataclass(frozen=True)
class _Entry:
    name: str
    packed: int
    unpacked: int
    offset: int
    encrypted: bool


def ends_in_archive(stream: BinaryIO, size: int) -> bool:
    """Whether something that begins otherwise is an archive, too: its directory lies where its end record points."""
    tail, start = _tail(stream, size)
    at = len(tail)
    while (at := tail.rfind(b"PK\x05\x06", 0, at)) >= 0:
        if len(tail) - at < _END.size:
            continue
        end = _read_end(tail, at, start)
        directory = end.at - end.size  # readers accept an archive that has something before it
        if end.entries and 0 <= directory < end.at:
            stream.seek(directory)
            if stream.read(4) == b"PK\x01\x02":
                return True
    return False


def is_word_document(stream: BinaryIO, size: int) -> bool:
    """Whether the archive is a Word document.

    Raises FileRefused: `damaged` or `two_things` for what is no archive from its first byte to its last, `packed` for
    one that would unpack to absurd sizes, `macros` for a document with a program inside.
    """
    entries = list(_directory(stream, size))
    _check_sizes(entries, size)
    names = {entry.name for entry in entries}
    if not names >= _WORD_NEEDS:
        return False
    if any(name.lower().endswith(_MACROS) for name in names):
        raise FileRefused("macros")
    return True


def _directory(stream: BinaryIO, size: int) -> Iterator[_Entry]:
    tail, start = _tail(stream, size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise FileRefused("damaged")
    end = _read_end(tail, at, start)
    if end.at + _END.size + end.comment != size or end.offset + end.size != end.at:
        raise FileRefused("two_things")
    if end.entries > MOST_ENTRIES or end.size > LARGEST_DIRECTORY:
        raise FileRefused("packed")
    stream.seek(end.offset)
    yield from _entries(stream.read(end.size), end.entries)


def _entries(directory: bytes, number: int) -> Iterator[_Entry]:
    at = 0
    for _ in range(number):
        if len(directory) - at < _ENTRY.size:
            raise FileRefused("damaged")
        (mark, _, _, flags, _, _, _, _, packed, unpacked, name, extra, comment, _, _, _, offset) = _ENTRY.unpack_from(
            directory, at
        )
        if mark != b"PK\x01\x02":
            raise FileRefused("damaged")
        words = directory[at + _ENTRY.size : at + _ENTRY.size + name]
        yield _Entry(words.decode("utf-8", "replace"), packed, unpacked, offset, encrypted=bool(flags & 1))
        at += _ENTRY.size + name + extra + comment
    if at != len(directory):
        raise FileRefused("damaged")


def _check_sizes(entries: list[_Entry], size: int) -> None:
    """Also for entries that share their bytes, which is how ten megabytes become terabytes."""
    if any(entry.encrypted for entry in entries):
        raise FileRefused("packed")
    if sum(entry.unpacked for entry in entries) > LARGEST_UNPACKED:
        raise FileRefused("packed")
    if any(entry.unpacked > max(_SMALL, entry.packed * LARGEST_RATIO) for entry in entries):
        raise FileRefused("packed")
    end_of_last = 0
    for entry in sorted(entries, key=lambda one: one.offset):
        if entry.offset < end_of_last:
            raise FileRefused("packed")
        end_of_last = entry.offset + entry.packed
    if end_of_last > size or len({entry.name for entry in entries}) < len(entries):
        raise FileRefused("damaged")


def _tail(stream: BinaryIO, size: int) -> tuple[bytes, int]:
    """The end of the file, where an end record may be, and where that begins."""
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    stream.seek(start)
    return stream.read(size - start), start


def _read_end(tail: bytes, at: int, start: int) -> _End:
    _, _, _, _, entries, size, offset, comment = _END.unpack_from(tail, at)
    return _End(start + at, entries, size, offset, comment)
