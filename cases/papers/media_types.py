"""What a file is, by its content. Its name and what the browser says of it count for nothing.

Five types are accepted. A file that readers could disagree about, being two things at once, is refused whatever it is.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from cases.papers.archives import ends_in_archive, is_word_document
from cases.papers.errors import FileRefused
from cases.papers.limits import LARGEST_FILE

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
HEIC: Final = "image/heic"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

EXTENSIONS: Final = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    HEIC: (".heic", ".heif"),
    DOCX: (".docx",),
}
"""How the names of files of a type may end; the first is given to those that end otherwise."""

HEAD: Final = 4096
"""Bytes at the beginning that decide."""

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
"""Brands of still pictures (ISO/IEC 23008-12, annex B). `mif1` is accepted if one of the others is compatible."""

_PROGRAMS: Final = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # macOS, Java
    b"#!",
    b"dex\n",  # Android
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php", b"<iframe", b"<body", b"<%@")
_PDF_WITHIN: Final = 1024
"""Readers of PDF look for its beginning so far into a file (ISO 32000-1, annex H 3.4.1)."""


def media_type_of(stream: BinaryIO) -> str:
    """The type of the file, whose stream can be rewound and is left at its beginning.

    Raises FileRefused, with the reason that helps the person most.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    if size == 0:
        raise FileRefused("empty")
    if size > LARGEST_FILE:
        raise FileRefused("too_large")
    head = stream.read(HEAD)
    found = _by_signature(head)
    if found is None:
        _refuse_as_unknown(head)
    elif found == DOCX:
        if not is_word_document(stream, size):
            raise FileRefused("wrong_type")
    elif ends_in_archive(stream, size):
        raise FileRefused("two_things")
    if _is_something_else_too(head, found):
        raise FileRefused("two_things")
    stream.seek(0)
    assert found is not None
    return found


def _by_signature(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"):
        return PNG
    if head.startswith(b"PK\x03\x04"):
        return DOCX
    return HEIC if _is_heic(head) else None


def _is_heic(head: bytes) -> bool:
    """A first box `ftyp` whose brands say still picture (ISO/IEC 14496-12, 4.3)."""
    length = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= length <= 512 or length % 4 or length > len(head):
        return False
    brands = {head[at : at + 4] for at in (8, *range(16, length, 4))}
    return head[8:12] in _HEIC_BRANDS and bool(brands & (_HEIC_BRANDS - {b"mif1"}))


def _refuse_as_unknown(head: bytes) -> None:
    bare = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00\t\r\n\f ")
    if head.startswith(_PROGRAMS) or bare.startswith(_PROGRAMS):
        raise FileRefused("program")
    if b"%PDF-" in head[:_PDF_WITHIN]:
        raise FileRefused("two_things")
    if _has_markup(head.replace(b"\x00", b"")):  # also where each letter has two bytes
        raise FileRefused("web_page")
    raise FileRefused("wrong_type")


def _is_something_else_too(head: bytes, found: str | None) -> bool:
    """Whether the beginning would pass for a PDF, or for a page of the web, with a reader that looks for one."""
    return (found != PDF and b"%PDF-" in head[:_PDF_WITHIN]) or _has_markup(head[:_PDF_WITHIN])


def _has_markup(head: bytes) -> bool:
    lowered = head.lower()
    return any(mark in lowered for mark in _MARKUP)
