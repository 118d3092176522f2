"""Everything about a person in one ZIP: a page that says what is in it, the data as JSON, and the papers."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from flask import render_template
from flask_babel import force_locale

from booking.models import Office
from cases.about_person import Found, everything, internal_notes, papers_of
from database import db
from storage import Missing, Storage
from web.languages import LANGUAGES


def archive_of(found: Found, office: Office, storage: Storage, moment: datetime) -> IO[bytes]:
    """The ZIP, at its beginning, in a file that is gone once it is closed: the memory stays small.

    A paper whose bytes are not there is named in the data alone. Raises StorageProblem, and then nothing is given out.
    """
    data = json.dumps(everything(db.session(), found), ensure_ascii=False, indent=1)
    papers = [(one.storage_name, one.file_name) for one in papers_of(db.session(), found)]
    index = _index(found, office, len(papers), moment)
    db.session.rollback()  # no transaction waits for the storage
    with ExitStack() as on_error:
        file = on_error.enter_context(TemporaryFile())
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr("index.html", index)
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


def _index(found: Found, office: Office, papers: int, moment: datetime) -> str:
    """What is in it and what is not, in the language that the person spoke the last time."""
    language = LANGUAGES[found.people[-1].language]
    with force_locale(language.locale):
        return render_template(
            "cases/person_archive.html",
            language=language.code,
            office=office,
            papers=papers,
            notes=internal_notes(db.session(), found),
            made_at=moment,
        )
