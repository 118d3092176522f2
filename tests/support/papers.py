"""Small files of every kind that is accepted, and of kinds that are not; and handing them in."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from cases.history import Actor
from cases.models import Document, Submission
from cases.papers.inspect import Incoming
from cases.papers.place import Place
from cases.papers.read_papers import Paper
from cases.papers.receive import Delivery
from cases.reference import new_reference

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


def paper_row(session: Session, place: Place, now: datetime, **values: Any) -> Paper:
    """The line of an invoice that the person handed in; there are no bytes. `values` are columns of the document."""
    submission = Submission(
        reference=new_reference(session, "R"),
        once_key=uuid4().hex,
        case_id=place.case_id,
        appointment_id=place.appointment_id,
        received_at=now,
        handed_in_by="consumer",
    )
    session.add(submission)
    session.flush()
    document = Document(
        **{
            "reference": new_reference(session, "D"),
            "submission_id": submission.id,
            "kind": "invoice",
            "file_name": "factura.pdf",
            "storage_name": uuid4().hex,
            "media_type": "application/pdf",
            "size": len(PDF),
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "scan": "unscanned",
        }
        | values
    )
    session.add(document)
    session.flush()
    return Paper(document, submission)
