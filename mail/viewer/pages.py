"""The viewer's pages. A letter is shown and never trusted: no script runs, nothing is loaded from outside."""

import re
from pathlib import Path

from flask import Flask, Response, abort, render_template

from mail.viewer.outbox import Outbox, StoredLetter

PAGE_LENGTH = 200
"""Letters on the list; older ones stay in the folder."""

_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# Its links open in a new tab of their own; the letter itself has no origin, no script and no network.
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def create_viewer(folder: Path, page_length: int = PAGE_LENGTH) -> Flask:
    """A small site that reads letters from the folder and changes nothing."""
    viewer = Flask(__name__)
    viewer.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]  # no other site's name may lead here and read along
    outbox = Outbox(folder)

    @viewer.get("/")
    def letters() -> str:
        names = outbox.names()
        shown = [letter for name in names[:page_length] if (letter := outbox.letter(name))]
        return render_template("letters.html", letters=shown, number=len(names))

    @viewer.get("/<name>")
    def letter(name: str) -> str:
        return render_template("letter.html", letter=_found(outbox, name))

    @viewer.get("/<name>/html")
    def letter_html(name: str) -> Response:
        response = Response(_opening_in_a_new_tab(_found(outbox, name).html), mimetype="text/html")
        response.headers["Content-Security-Policy"] = _LETTER_POLICY
        return response

    @viewer.get("/<name>/invite.ics")
    def calendar_file(name: str) -> Response:
        calendar = _found(outbox, name).calendar
        if calendar is None:
            abort(404)
        return _download(calendar.ics, "text/calendar", "invite.ics")

    @viewer.get("/<name>/letter.eml")
    def letter_file(name: str) -> Response:
        raw = outbox.raw(name)
        if raw is None:
            abort(404)
        return _download(raw, "message/rfc822", name)

    @viewer.errorhandler(404)
    def not_found(error: Exception) -> tuple[str, int]:
        return render_template("missing.html"), 404

    @viewer.after_request
    def guard(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return viewer


def _found(outbox: Outbox, name: str) -> StoredLetter:
    letter = outbox.letter(name)
    if letter is None:
        abort(404)
    return letter


def _opening_in_a_new_tab(html: str) -> str:
    return re.sub(r"<head\b[^>]*>", r'\g<0><base target="_blank">', html, count=1)


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
