"""Everything about a person in one ZIP: the data as JSON, and the papers."""

from __future__ import annotations

import json
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from cases.about_person import Found, everything, papers_of
from database import db
from storage import Missing, Storage


def archive_of(found: Found, storage: Storage) -> IO[bytes]:
    """The ZIP, at its beginning, in a file that is gone once it is closed: the memory stays small.

    A paper whose bytes are not there is named in the data alone. Raises StorageProblem, and then nothing is given out.
    """
    data = json.dumps(everything(db.session(), found), ensure_ascii=False, indent=1)
    papers = [(one.storage_name, one.file_name) for one in papers_of(db.session(), found)]
    db.session.rollback()  # no transaction waits for the storage
    with ExitStack() as on_error:
        file = on_error.enter_context(TemporaryFile())
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr("dades.json", data)
            for number, (storage_name, file_name) in enumerate(papers, start=1):
                try:
                    with (
                        storage.open(storage_name) as chunks,
                        archive.open(f"documents/{number:03} {file_name}", "w") as target,
                    ):
                        for chunk in chunks:
                            target.write(chunk)
                except Missing:
                    continue
        file.seek(0)
        on_error.pop_all()  # whoever sends the file closes it
    return file
