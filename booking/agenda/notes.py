"""Saving what is written during a call: all of it by any button, or a block as it is typed by the page's script."""

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
from booking.attend.take_notes import Typed, Writing, save_all, save_note
from booking.models import NOTE_BLOCKS
from database import db
from forms.agenda import CloseForm, NoteForm, WritingForm
from staff.pages.guard import staff
from web.security import leads_away, personal


@routes.post("/cites/<reference>/notes")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def take_notes(reference: str) -> Answer:
    """Save all that is written. Somebody else's newer text is never lost, nor is what was typed: 409 holds both."""
    found = call_at(reference)
    form = WritingForm()
    if not form.validate():
        return during_page(found, written=form, form=CloseForm()), 422
    try:
        save_all(found.appointment.id, writing_of(form), staff().member_id, now())
    except NoteChanged:
        return during_page(call_at(reference), written=form, form=CloseForm()), 409
    place = request.form.get("place")
    return redirect(url_for("agenda.during", reference=found.appointment.reference, _anchor=place), ONCE_DONE)


@routes.post("/cites/<reference>/notes/<block>")
@leads_away
@personal
@for_roles("technician", "coordinator", of_office=True)
def take_note(reference: str, block: str) -> Answer:
    """Save one block for the page's script, which wants words and no page."""
    if block not in NOTE_BLOCKS:
        abort(404)
    found = call_at(reference)
    form = NoteForm(request.form)
    if not form.validate():
        return _words({"message": str(next(iter(form.text.errors), ""))}, 422)
    saved_at = now()
    try:
        version = save_note(found.appointment.id, block, form.words, form.seen, staff().member_id, saved_at)
    except NoteChanged as changed:
        name = names_of(db.session(), [changed.saved_by]).get(changed.saved_by, "")
        message = _("%(name)s hi ha desat una altra cosa. El teu text encara no està desat.", name=name)
        return _words({"version": changed.version, "theirs": changed.text, "message": message}, 409)
    clock = current_app.extensions["dates"].clock(saved_at)
    return _words({"version": version, "message": _("Desat %(clock)s", clock=clock)}, 200)


def writing_of(form: WritingForm) -> Writing:
    """What was sent, as the verbs take it."""
    notes = {block: Typed(note.words, note.seen) for block, note in form.typed.items()}
    return Writing(notes, set(form.seen.data or []), set(form.checked.data or []))


def _words(said: dict[str, Any], status: int) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    return answer
