"""A whole case as one ZIP: its index, for people and for programs, its data, its papers, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flask import render_template
from werkzeug.exceptions import ServiceUnavailable

from access import changes_on_get, for_roles
from booking.agenda.routes import Answer, now, zone
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.desk.telling import story
from cases.document_words import document_word
from cases.export_case import Entry, data_of, entries_of, file_to_give, note_export
from cases.pages.give_out import gateways
from cases.read_file import CaseFile
from database import db
from staff.pages.guard import staff
from storage import Missing, Storage, StorageProblem
from web.downloads import attachment
from web.security import personal
from web.spreadsheets import file_chunks


@dataclass(frozen=True)
class Line:
    """A line of the index."""

    number: int
    title: str
    file_name: str
    path: str | None
    received_at: str
    by_consumer: bool
    receipt: str
    size: int
    sha256: str
    """As it was when the paper was handed in."""
    of_mediation: bool
    state: str
    """See `cases.papers.read_papers.State`; beside these `missing`, and `different` from what was handed in."""


@routes.get("/expedients/<reference>/exporta")
@personal
@changes_on_get("who takes a case out is on record")
@for_roles("technician", "coordinator", "administrator", of_office=True)
def export(reference: str) -> Answer:
    """All of it; 503 while the storage does not answer, and then nothing of it."""
    read = file_to_give(db.session(), case_at(reference), staff().member_id)
    entries = entries_of(db.session(), read)
    name = f"expedient-{read.case.number.replace('/', '-')}.zip"
    try:
        archive = archive_of(read, entries, gateways().storage, now().astimezone(zone()))
    except StorageProblem as problem:
        raise ServiceUnavailable from problem
    papers = len([one for one in entries if one.path])
    note_export(read.case.id, papers, read.sees_mediation, staff().member_id, now())
    return attachment(_pieces(archive), name, "application/zip", os.fstat(archive.fileno()).st_size)


@contextmanager
def _pieces(file: IO[bytes]) -> Iterator[Iterator[bytes]]:
    with file:
        yield file_chunks(file)


def archive_of(read: CaseFile, entries: list[Entry], storage: Storage, moment: datetime) -> IO[bytes]:
    """The ZIP, at its beginning, in a file that is gone once it is closed.

    It is made whole before anything of it is sent: whoever gets one has all of it, and the index says of each paper
    whether it is still what was handed in. Raises StorageProblem.
    """
    file = TemporaryFile()  # noqa: SIM115  # closed by the server when the answer is sent
    with _closed_on_error(file), ZipFile(file, "w") as archive:
        packing = _Packing(archive, moment)
        lines = [packing.add_paper(entry, storage) for entry in entries]
        packing.add_text("dades.json", _json(data_of(db.session(), read)))
        about = {"number": read.case.number, "reference": read.case.reference, "made_at": moment.isoformat()}
        packing.add_text("index.json", _json(about | {"documents": [asdict(line) for line in lines]}))
        page = render_template(
            "cases/archive_index.html", case=read.case, lines=lines, file=read, events=story(read), made_at=moment
        )
        packing.add_text("index.html", page)
        packing.add_text("SHA256SUMS", "".join(f"{digest}  {path}\n" for path, digest in packing.hashes.items()))
    file.seek(0)
    return file


@contextmanager
def _closed_on_error(file: IO[bytes]) -> Iterator[None]:
    """A file that could not be finished is let go at once."""
    try:
        yield
    except BaseException:
        file.close()
        raise


class _Packing:
    """Files put into an archive, one after the other, and their hashes."""

    def __init__(self, archive: ZipFile, moment: datetime) -> None:
        self.hashes: dict[str, str] = {}
        self._archive = archive
        self._moment = moment.timetuple()[:6]

    def add_text(self, path: str, text: str) -> None:
        content = text.encode()
        self._archive.writestr(self._entry(path, ZIP_DEFLATED), content)
        self.hashes[path] = hashlib.sha256(content).hexdigest()

    def add_paper(self, entry: Entry, storage: Storage) -> Line:
        """Copy the bytes, a piece at a time, if they may be given; its line of the index."""
        path, state = entry.path, entry.paper.state
        if path is None:
            return _line(entry, state)
        digest = hashlib.sha256()
        try:
            with (
                storage.open(entry.paper.document.storage_name) as chunks,
                # Not compressed: pictures and PDF are.
                self._archive.open(self._entry(path, ZIP_STORED), "w", force_zip64=True) as target,
            ):
                for chunk in chunks:
                    digest.update(chunk)
                    target.write(chunk)
        except Missing:
            return _line(entry, "missing")
        self.hashes[path] = digest.hexdigest()
        return _line(entry, state if digest.hexdigest() == entry.paper.document.sha256 else "different")

    def _entry(self, path: str, way: int) -> ZipInfo:
        entry = ZipInfo(path, self._moment)
        entry.compress_type = way
        entry.external_attr = 0o644 << 16
        return entry


def _line(entry: Entry, state: str) -> Line:
    document, submission = entry.paper.document, entry.paper.submission
    return Line(
        number=entry.number,
        title=document_word(document.kind),
        file_name=document.file_name,
        path=None if state == "missing" else entry.path,
        received_at=submission.received_at.isoformat(),
        by_consumer=entry.paper.by_consumer,
        receipt=submission.reference,
        size=document.size,
        sha256=document.sha256,
        of_mediation=document.of_mediation,
        state=state,
    )


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
