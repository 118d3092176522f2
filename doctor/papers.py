"""Documents: whether they can be stored, read and deleted, and whether anybody looks into them for viruses."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator

from antivirus import ScanProblem, problem as scanning
from doctor.finding import Finding, fail, ok, warn
from outside import Papers
from storage import Missing, Storage, StorageProblem, problem as storing

PROBE = b"flask doctor"

ADVICE = {
    storing.FOLDER_UNWRITABLE: (
        "make the folder of STORAGE_URL readable and writable for the user that the service runs as, and see that the "
        "disk has room"
    ),
    storing.SERVER_UNREACHABLE: "check the endpoint in STORAGE_URL, and that the firewall lets this machine out to it",
    storing.CREDENTIAL_REFUSED: (
        "check STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY; their user must be allowed to put, get, delete and list in "
        "the bucket"
    ),
    storing.BUCKET_MISSING: "make the bucket, closed to the public, or correct its name in STORAGE_URL",
    storing.REQUEST_REFUSED: "check region and endpoint in STORAGE_URL, and ask whoever runs the storage",
    scanning.SCANNER_UNREACHABLE: "check CLAMAV_URL, that clamd runs, and that it listens there",
    scanning.SCANNER_REFUSED: "let CLAMAV_URL lead to ClamAV's clamd itself",
}
"""What to do, by the advice codes of `storage.StorageProblem` and `antivirus.ScanProblem`."""


def check(papers: Papers) -> Iterator[Finding]:
    """Store something, read it and delete it again; greet the scanner."""
    yield _storage(papers.storage)
    if papers.scanner is None:
        yield warn(
            "virus scanner",
            "there is none: documents that people send are opened unscanned, and the pages of staff say so",
            "run ClamAV's clamd and set CLAMAV_URL",
        )
        return
    try:
        papers.scanner.check()
    except ScanProblem as trouble:
        yield fail("virus scanner", f"{trouble}: nobody can open new documents", ADVICE[trouble.advice])
    else:
        yield ok("virus scanner", "answers")


def _storage(storage: Storage) -> Finding:
    name = f"doctor-{secrets.token_hex(8)}"
    try:
        storage.put(name, io.BytesIO(PROBE))
        try:
            with storage.open(name) as chunks:
                is_same = b"".join(chunks) == PROBE
        finally:
            storage.delete(name)
    except StorageProblem as trouble:
        return fail("documents", str(trouble), ADVICE[trouble.advice])
    except Missing:
        is_same = False
    if not is_same:
        return fail(
            "documents",
            "what was stored is not what is read a moment later",
            "use a storage that shows at once what was written: no cache in between, no copy that follows later",
        )
    return ok("documents", "can be stored, read and deleted")
