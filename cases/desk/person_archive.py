"""Everything about a person in one ZIP: the data as JSON, and the papers."""

from __future__ import annotations

import json
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from cases.about_person import Found, everything, papers_of
from database import db
from storage import Storage


def archive_of(found: Found, storage: Storage) -> IO[bytes]:
    """The ZIP, at its beginning, in a file that is gone once it is closed: the memory stays small."""
    file = TemporaryFile()  # noqa: SIM115  # closed by the server when the answer is sent
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        data = everything(db.session(), found)
        archive.writestr("dades.json", json.dumps(data, ensure_ascii=False, indent=1))
        papers = papers_of(db.session(), [case.id for case in found.cases])
        for number, paper in enumerate(papers, start=1):
            inside = f"documents/{number:03} {paper.file_name}"
            with storage.open(paper.storage_name) as chunks, archive.open(inside, "w") as target:
                for chunk in chunks:
                    target.write(chunk)
    file.seek(0)
    return file
