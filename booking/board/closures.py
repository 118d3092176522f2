"""Days on which the office is closed, and its local holidays."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from sqlalchemy import select

from access import for_roles
from booking.board.refusals import said
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, actor, now, office, publishing, routes, today
from booking.coordinate.closures import check_closure, close_office, reopen_office
from booking.coordinate.holidays import add_holiday, remove_holiday
from booking.coordinate.propose import Proposal
from booking.coordinate.touched import proposals_for
from booking.errors import Refusal
from booking.models import CATALONIA, Closure, Holiday
from booking.pages.office_card import words
from database import db
from forms.coordination_many import ClosureForm
from forms.coordination_office import HolidayForm
from staff.pages.guard import only_of_office


@routes.get("/tancaments")
@for_roles(*COORDINATORS)
def closures() -> Answer:
    """The form, the closures to come, and the holidays of the year."""
    return _page(ClosureForm(formdata=None), HolidayForm(formdata=None))


@routes.post("/tancaments")
@for_roles(*COORDINATORS)
def close() -> Answer:
    """Look at the calls touched (`mira`), or close and go on to them."""
    form = ClosureForm()
    if not form.validate():
        return _page(form, HolidayForm(formdata=None)), 422
    assert form.first_day.data is not None
    assert form.last_day.data is not None
    days = form.first_day.data, form.last_day.data
    try:
        check_closure(*days, today())
        if "mira" in request.form:
            touched = proposals_for(db.session(), office(), None, *publishing().span(*days), now())
            return _page(form, HolidayForm(formdata=None), touched=touched)
        closure_id = close_office(office().id, *days, form.reason, actor(), now(), publishing())
    except Refusal as refusal:
        return _page(form, HolidayForm(formdata=None), refusal), 409
    return redirect(url_for("board.spread", tancament=closure_id, fet="tancament"), ONCE_DONE)


@routes.post("/tancaments/<number:closure_id>/treu")
@for_roles(*COORDINATORS, of_office=True)
def reopen(closure_id: int) -> Answer:
    """Open after all."""
    closure = db.session.get(Closure, closure_id)
    only_of_office(closure.office_id if closure is not None else 0)
    try:
        reopen_office(office().id, closure_id, actor(), now(), publishing())
    except Refusal as refusal:
        return _page(ClosureForm(formdata=None), HolidayForm(formdata=None), refusal), 409
    return redirect(url_for("board.closures"), ONCE_DONE)


@routes.post("/festius")
@for_roles(*COORDINATORS)
def new_holiday() -> Answer:
    """One more local holiday of the town where the office is."""
    form = HolidayForm()
    if not form.validate():
        return _page(ClosureForm(formdata=None), form), 422
    assert form.day.data is not None
    try:
        add_holiday(office().id, form.day.data, form.name.data or "", actor(), now(), publishing())
    except Refusal as refusal:
        return _page(ClosureForm(formdata=None), form, refusal), 409
    return redirect(url_for("board.closures", _anchor="festius"), ONCE_DONE)


@routes.post("/festius/<number:holiday_id>/treu")
@for_roles(*COORDINATORS)
def no_holiday(holiday_id: int) -> Answer:
    """A local holiday that is none. Those of all of Catalonia are not the office's to take away."""
    try:
        remove_holiday(office().id, holiday_id, actor(), now(), publishing())
    except Refusal as refusal:
        return _page(ClosureForm(formdata=None), HolidayForm(formdata=None), refusal), 409
    return redirect(url_for("board.closures", _anchor="festius"), ONCE_DONE)


def _page(
    form: ClosureForm,
    holiday_form: HolidayForm,
    refusal: Refusal | None = None,
    touched: list[Proposal] | None = None,
) -> str:
    ours = office()
    closures_to_come = db.session.scalars(
        select(Closure).where(Closure.office_id == ours.id, Closure.last_day >= today()).order_by(Closure.first_day)
    ).all()
    holidays = db.session.scalars(
        select(Holiday)
        .where(Holiday.place.in_((CATALONIA, ours.seat_ine_code)), Holiday.day >= today())
        .order_by(Holiday.day)
    ).all()
    return render_template(
        "coordination/closures.html",
        form=holiday_form if holiday_form.errors else form,
        closure_form=form,
        holiday_form=holiday_form,
        refused=said(refusal) if refusal else None,
        touched=touched,
        closures=closures_to_come,
        holidays=holidays,
        everywhere=CATALONIA,
        words=words,
    )
