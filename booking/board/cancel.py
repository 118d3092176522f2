"""Cancelling one call: whose wish it is, and a press."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from access import for_roles
from booking.board.move import card_of
from booking.board.refusals import said
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, actor, appointment_at, now, routes
from booking.coordinate.staff_cancel import staff_cancel
from booking.errors import Refusal
from forms.coordination import CancelByStaffForm


@routes.get("/cites/<reference>/anulla")
@for_roles(*COORDINATORS, of_office=True)
def cancel(reference: str) -> Answer:
    """The question."""
    one = appointment_at(reference)
    return _page(reference, CancelByStaffForm(formdata=None, revision=one.revision))


@routes.post("/cites/<reference>/anulla")
@for_roles(*COORDINATORS, of_office=True)
def cancel_now(reference: str) -> Answer:
    """Cancel, or say why not."""
    one, form = appointment_at(reference), CancelByStaffForm()
    if not form.validate():
        return _page(reference, form), 422
    try:
        staff_cancel(one.id, form.seen, form.wish.data, actor(), now())
    except Refusal as refusal:
        return _page(reference, form, refusal), 409
    return redirect(url_for("agenda.call", reference=reference), ONCE_DONE)


def _page(reference: str, form: CancelByStaffForm, refusal: Refusal | None = None) -> str:
    one = appointment_at(reference)
    if refusal is not None:
        form.revision.data = str(one.revision)  # how things stand has been said: the next press means it
    return render_template(
        "coordination/cancel.html",
        one=one,
        card=card_of(one),
        live=one.is_live(now()),
        form=form,
        refused=said(refusal) if refusal else None,
    )
