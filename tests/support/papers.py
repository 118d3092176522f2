"""Small files of every kind that is accepted, and of kinds that are not; and handing them in."""

from __future__ import annotations

import io
import struct
import zipfile
from uuid import uuid4

from cases.history import Actor
from cases.papers.inspect import Incoming
from cases.papers.receive import Delivery

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x10" * 200 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0) + b"\x00" * 40
HEIC = struct.pack(">L", 24) + b"ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 100


def archive(*names: str, content: bytes = b"<w:document/>", **entries: bytes) -> bytes:
    """A ZIP with entries of these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
        for name, inside in entries.items():
            packed.writestr(name, inside)
    return made.getvalue()


def docx(*more: str, content: bytes = b"<w:document/>") -> bytes:
    """A Word document, as far as its directory tells."""
    return archive("[Content_Types].xml", "word/document.xml", *more, content=content)


def pdf(mark: str = "", size: int = 0) -> bytes:
    """A PDF unlike others, of at least this many bytes."""
    return PDF + f"% {mark} ".encode() + b"x" * (size - len(PDF))


def file(name: str = "factura.pdf", content: bytes = PDF) -> Incoming:
    return Incoming(name, io.BytesIO(content))


def delivery(*files: Incoming, kind: str = "invoice", by: Actor = "consumer", once_key: str | None = None) -> Delivery:
    """What somebody hands in; without files, an invoice."""
    return Delivery(once_key or uuid4().hex, kind, files or (file(),), by)
