"""Opening the papers that a person sent before their call, while there is no case: it takes them over."""

from __future__ import annotations

from flask import abort

from access import changes_on_get, for_roles
from booking.agenda.lookup import call_at
from booking.agenda.routes import Answer, now, routes
from cases.pages.give_out import give_out
from cases.papers.errors import PaperGone, StillChecking
from cases.papers.open_paper import note_opening
from cases.papers.place import Place
from cases.papers.read_papers import Paper, paper_of
from database import db
from staff.pages.guard import staff
from web.security import personal


@routes.get("/cites/<reference>/documents/<document>")
@personal
@changes_on_get("who opens a person's papers is on record")
@for_roles("technician", "coordinator", "administrator", of_office=True)
def open_paper(reference: str, document: str) -> Answer:
    """The file, to be saved."""
    try:
        note_opening(_paper_at(reference, document).document.id, staff().member_id, now())
    except (PaperGone, StillChecking):
        abort(409)
    return give_out(_paper_at(reference, document).document)


def _paper_at(reference: str, document: str) -> Paper:
    """404 for one of another call, and for one that a case has by now."""
    found = paper_of(db.session(), Place(appointment_id=call_at(reference).appointment.id), document)
    if found is None:
        abort(404)
    return found
