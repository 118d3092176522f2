"""The page of a case as its person sees it: where it is, who must act, until when."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from access import personal_link
from booking.pages.answers import ONCE_DONE, Answer
from booking.pages.office_card import OfficeCard
from booking.pages.visit import now, settings
from cases.pages.lookup import CaseGone, CaseLinkReplaced, case_of, is_proven, remember_proof
from cases.pages.own_view import OwnCase
from cases.pages.routes import routes
from cases.surname import fits
from forms.own_case import SurnameForm
from request_limits import limiter
from web.security import personal

GUESSES = "10 per hour"
"""Beginnings of a surname that may be tried for one case."""


@routes.get("/e/<token:token>")
@personal
@personal_link
def own_case(token: str) -> Answer:
    """How the case stands."""
    return _page(token, SurnameForm(formdata=None))


@routes.post("/e/<token:token>")
@limiter.limit(GUESSES, key_func=lambda: str(request.view_args))
@personal
@personal_link
def prove(token: str) -> Answer:
    """The second check: from then on this browser is shown names and documents."""
    case = case_of(token)
    form = SurnameForm()
    if not form.validate():
        return _page(token, form), 422
    if not fits(case.person.name, form.surname.data or ""):
        return _page(token, form, refused=True), 403
    remember_proof(case)
    return to_case(token)


def to_case(token: str) -> Response:
    """On to the page of the case."""
    return redirect(url_for("own_case.own_case", token=token), ONCE_DONE)


@routes.errorhandler(CaseLinkReplaced)
@personal
def link_replaced(error: CaseLinkReplaced) -> Answer:
    """The person has a newer link in a mail."""
    return render_template("own_case/replaced.html", recover_url=url_for("booking.recover")), 410


@routes.errorhandler(CaseGone)
@personal
def destroyed(error: CaseGone) -> Answer:
    """What is left to say of a case that was destroyed."""
    return render_template("own_case/destroyed.html", when=error.when, rule=error.rule), 410


def _page(token: str, form: SurnameForm, refused: bool = False) -> str:
    case = case_of(token)
    return render_template(
        "own_case/case.html",
        own=OwnCase.of(case, now().astimezone(settings().office_timezone).date()),
        case=case,
        proven=is_proven(case),
        refused=refused,
        form=form,
        office=OfficeCard.of(case.office),
        documents_url=f"{url_for('.own_case', token=token)}/documents",
    )
