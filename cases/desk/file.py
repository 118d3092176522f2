"""The page of a case file: everything that is known of a case, and where it is written. Opening it is on record."""

from __future__ import annotations

from flask import render_template

from access import changes_on_get, for_roles
from booking.agenda.routes import Answer, now
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.desk.telling import told
from cases.look import look
from cases.models import Case
from cases.read_file import read_file
from database import db
from staff.pages.guard import staff
from web.security import personal


@routes.get("/expedients/<reference>")
@personal
@changes_on_get("who looks at a person's data is on record")
@for_roles("technician", "coordinator", "administrator", "viewer", of_office=True)
def file(reference: str) -> Answer:
    """The whole file."""
    look(case_at(reference).id, staff().member_id, now())
    return file_page(case_at(reference))


def file_page(case: Case) -> str:
    """The page of a case."""
    read = read_file(db.session(), case, staff().member_id)
    return render_template(
        "cases/file.html",
        case=case,
        file=read,
        events=[told(event, read.names) for event in read.events],
        may_change=staff().has("technician", "coordinator", "administrator"),
    )
