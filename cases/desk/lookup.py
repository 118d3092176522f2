"""What an address of a case stands for: loaded and authorised in one step."""

from __future__ import annotations

from flask import abort

from cases.errors import CaseDestroyed
from cases.models import Case
from cases.read_file import case_of
from database import db
from staff.pages.guard import only_of_office


def case_at(reference: str) -> Case:
    """The case of a reference, with person and company; 404 for one that there is not, and for one of another office.

    Raises CaseDestroyed, which the blueprint answers with the page that says when and why.
    """
    case = case_of(db.session(), reference)
    if case is None:
        abort(404)
    only_of_office(case.office_id)
    if case.destroyed_at is not None:
        raise CaseDestroyed(case.destroyed_at, case.destroyed_by_rule)
    return case
