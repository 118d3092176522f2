"""Giving out a paper to whoever may have it: the same for the person and for staff."""

from __future__ import annotations

from flask import Response, abort, current_app

from cases.models import Document
from cases.papers.errors import PaperGone, StillChecking
from cases.papers.open_paper import check_openable
from outside import Papers
from storage import Missing, StorageProblem
from web.downloads import attachment


def gateways() -> Papers:
    """Where papers lie, and who looks into them."""
    found: Papers = current_app.extensions["papers"]
    return found


def give_out(document: Document) -> Response:
    """The file as an attachment; 410 when it was taken out, 409 while the scanner has not answered, 503 when the
    storage does not give it."""
    try:
        check_openable(document)
        content = gateways().storage.open(document.storage_name)
        return attachment(content, document.file_name, document.media_type, document.size)
    except PaperGone:
        abort(410)
    except StillChecking:
        abort(409)
    except (Missing, StorageProblem) as problem:
        current_app.logger.error("document cannot be read", extra={"error": type(problem).__name__})
        abort(503)
