"""The page of a case file: everything that is known of a case, and where it is written. Opening it is on record."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from access import changes_on_get, for_roles
from booking.agenda.routes import Answer, now
from cases.desk.blocks import Block, blocks_of
from cases.desk.documents_view import PapersView
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.desk.state_view import state_view
from cases.desk.telling import story
from cases.look import look
from cases.models import Case
from cases.read_file import CaseFile, read_file
from database import db
from forms.case_block import BlockForm
from forms.cases_beside import AssignForm, MediationForm, NoteForm
from staff.pages.guard import staff
from web.languages import show_as
from web.security import personal


@routes.get("/expedients/<reference>")
@personal
@changes_on_get("who looks at a person's data is on record")
@for_roles("technician", "coordinator", "administrator", "viewer", of_office=True)
def file(reference: str) -> Answer:
    """The whole file."""
    look(case_at(reference).id, staff().member_id, now())
    return file_page(case_at(reference))


def file_page(
    case: Case,
    *,
    posted: tuple[str, BlockForm] | None = None,
    clash: bool = False,
    note_form: NoteForm | None = None,
    page_errors: list[tuple[str, str]] | None = None,
) -> str:
    """The page of a case, also as the answer to a form that could not be saved: `posted` with its block, `clash` when
    somebody else has saved that block meanwhile, `page_errors` with what they lead to."""
    show_as(url_for("cases.file", reference=case.reference))
    read = read_file(db.session(), case, staff().member_id)
    blocks = blocks_of(read, posted, clash)
    return render_template(
        "cases/file.html",
        case=case,
        file=read,
        blocks=blocks,
        events=story(read),
        form=posted[1] if posted and not clash else note_form,
        page_errors=page_errors or _clash(blocks, posted),
        note_form=note_form or NoteForm(formdata=None, prefix="note-"),
        **_around(case, read),
    )


def _clash(blocks: dict[str, Block], posted: tuple[str, BlockForm] | None) -> list[tuple[str, str]]:
    """One line for a block in which two people have written."""
    if posted is None or not blocks[posted[0]].theirs:
        return []
    block = blocks[posted[0]]
    sentence = _("%(name)s hi ha desat una altra cosa. El teu text encara no està desat.", name=block.saved_by)
    return [(sentence, next(iter(block.form.own_fields.values())).id)]


def _around(case: Case, read: CaseFile) -> dict[str, Any]:
    """What stands beside the file, and what this member may do."""
    may_change = staff().has("technician", "coordinator", "administrator")
    return {
        "state": state_view(db.session(), case, now()),
        "may_change": may_change,
        "papers": PapersView.of(case) if may_change else None,
        "sees_notes": may_change,  # a viewer sees files, and notes are not part of one
        "may_assign": may_change and case.is_open,
        "may_give_leave": staff().has("coordinator"),
        "may_hold": staff().has("coordinator", "administrator"),
        "assign_form": AssignForm.of(read.technicians, case.assignee_id),
        "mediation_form": MediationForm.of(read.colleagues, {leave.member_id for leave in read.leaves}),
    }
