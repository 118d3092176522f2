"""Saving a block of notes: by its button, or as it is typed by the page's script, which wants words and no page."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from access import for_roles
from booking.agenda.during import during_page
from booking.agenda.lookup import call_at
from booking.agenda.routes import ONCE_DONE, Answer, now, routes
from booking.attend.errors import NoteChanged
from booking.attend.story import names_of
from booking.attend.take_notes import save_note
from booking.models import NOTE_BLOCKS
from database import db
from forms.agenda import NoteForm
from staff.pages.guard import staff
from web.security import leads_away, personal


@routes.post("/cites/<reference>/notes/<block>")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def take_note(reference: str, block: str) -> Answer:
    """Save one block. Somebody else's newer text is never lost, nor is what was typed: 409 holds both."""
    if block not in NOTE_BLOCKS:
        abort(404)
    found = call_at(reference)
    form = NoteForm()
    if not form.validate():
        refusal = {"message": str(next(iter(form.text.errors), ""))}
        return _words(refusal, 422) if _is_script() else (during_page(found, typed={block: form}), 422)
    saved_at = now()
    try:
        version = save_note(found.appointment.id, block, form.words, form.seen, staff().member_id, saved_at)
    except NoteChanged as changed:
        return _both(reference, block, form, changed)
    if _is_script():
        clock = current_app.extensions["dates"].clock(saved_at)
        return _words({"version": version, "message": _("Desat %(clock)s", clock=clock)}, 200)
    return redirect(url_for("agenda.during", reference=found.appointment.reference, _anchor=block), ONCE_DONE)


def _both(reference: str, block: str, form: NoteForm, changed: NoteChanged) -> Answer:
    if not _is_script():
        return during_page(call_at(reference), typed={block: form}, clash_in=block), 409
    name = names_of(db.session(), [changed.saved_by]).get(changed.saved_by, "")
    message = _("%(name)s hi ha desat una altra cosa. El teu text encara no està desat.", name=name)
    return _words({"version": changed.version, "theirs": changed.text, "message": message}, 409)


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _words(said: dict[str, Any], status: int) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    return answer
