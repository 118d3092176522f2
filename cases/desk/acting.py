"""How the pages of acts on a case work: each has an address of its own, where its form is shown and sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import redirect, render_template, url_for
from flask_wtf import FlaskForm

from access import Role
from booking.agenda.routes import ONCE_DONE, Answer
from booking.pages.visit import now, settings
from cases.desk.lookup import case_at
from cases.desk.refusals import said
from cases.desk.seen import seen_of
from cases.errors import CaseDestroyed, CaseRefusal
from cases.models import Case
from cases.requirements import open_requirement
from database import db
from forms.cases_state import SeenForm

MAY_ACT: Final[tuple[Role, ...]] = ("technician", "coordinator", "administrator")

Page = Callable[[Case, Any], str]


def zone() -> ZoneInfo:
    """The office's clock."""
    return settings().office_timezone


def today() -> date:
    """The day on it."""
    return now().astimezone(zone()).date()


def shown(case: Case) -> dict[str, str]:
    """What a page shows of the case now: the hidden fields of `SeenForm` by name."""
    return seen_of(case, open_requirement(db.session(), case))


def act(reference: str, form: FlaskForm, do: Callable[[Case], object], page: Page) -> Answer:
    """Do it and go to the file, or show the page again: with what was typed, and what is in the way."""
    case = case_at(reference)
    if not form.validate():
        return page(case, form), UNPROCESSABLE
    try:
        do(case)
    except CaseDestroyed:
        raise
    except CaseRefusal as refusal:
        problem = said(refusal)
        case = case_at(reference)  # as it is now
        if problem.field in form:
            form[problem.field].errors = [problem.sentence]
        else:
            form.form_errors = [problem.sentence]
        if isinstance(form, SeenForm):
            for name, value in shown(case).items():
                form[name].data = value
        return page(case, form), problem.status
    return to_file(reference)


def press(reference: str, do: Callable[[Case], object], page: Callable[[Case, str], str]) -> Answer:
    """The same for what asks nothing: `page` is given the sentence that says why not."""
    try:
        do(case_at(reference))
    except CaseDestroyed:
        raise
    except CaseRefusal as refusal:
        problem = said(refusal)
        return page(case_at(reference), problem.sentence), problem.status
    return to_file(reference)


def act_page(template: str, case: Case, form: FlaskForm | None, **also: Any) -> str:
    """The page of an act."""
    return render_template(
        f"cases/acts/{template}.html",
        case=case,
        form=form,
        back_url=url_for("cases.file", reference=case.reference),
        **also,
    )


def to_file(reference: str) -> Answer:
    """On to the page of the case, where its state is."""
    return redirect(url_for("cases.file", reference=reference, _anchor="state"), ONCE_DONE)


UNPROCESSABLE: Final = 422
