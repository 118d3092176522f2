"""A technician's own hours, and the secret address of their calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import redirect, render_template, url_for

from access import for_roles
from booking.agenda.routes import ONCE_DONE, Answer, now, routes, today, zone
from booking.attend.calendar_feed import feed_in_force, renew_feed, revoke_feed
from booking.attend.own_hours import read_own_hours
from booking.board.refusals import said
from booking.coordinate.absences import Away, record_absence
from booking.coordinate.actor import Actor
from booking.coordinate.publishing import Publishing
from booking.errors import Refusal
from booking.pages.visit import settings
from database import db
from forms.agenda import OwnAbsenceForm
from staff.pages.guard import staff
from web.security import personal


@routes.get("/els-meus-horaris")
@personal
@for_roles("technician")
def hours() -> Answer:
    """When I work, when I am away, what Outlook takes, and where my calendar program finds my calls."""
    technician_id = staff().technician_id
    if technician_id is None:
        return render_template("agenda/nobody.html")
    return _page(technician_id, OwnAbsenceForm(formdata=None))


@routes.post("/els-meus-horaris/absencia")
@personal
@for_roles("technician")
def be_away() -> Answer:
    """Be away: no free hour of mine is offered any more. What becomes of my calls the coordinators decide."""
    technician_id, office_id = staff().technician_id, staff().office_id
    if technician_id is None or office_id is None:
        return render_template("agenda/nobody.html"), 409
    form = OwnAbsenceForm()
    if not form.validate():
        return _page(technician_id, form), 422
    away = Away([technician_id], *form.span(zone()), kind=form.kind.data)
    publishing = Publishing(zone(), settings().outlook_busy)
    try:
        record_absence(office_id, away, Actor("staff", staff().member_id), now(), publishing)
    except Refusal as refusal:
        return _page(technician_id, form, said(refusal)), 409
    return redirect(url_for("agenda.hours", _anchor="absencies"), ONCE_DONE)


@routes.post("/els-meus-horaris/calendari")
@personal
@for_roles("technician")
def new_feed() -> Answer:
    """A new address; the one before ends at once."""
    return _change(renew_feed)


@routes.post("/els-meus-horaris/calendari/retira")
@personal
@for_roles("technician")
def end_feed() -> Answer:
    """No address any more."""
    return _change(revoke_feed)


def _page(technician_id: int, form: OwnAbsenceForm, refused: str = "") -> str:
    session = db.session()
    feed = session.scalars(feed_in_force(technician_id)).one_or_none()
    return render_template(
        "agenda/hours.html",
        form=form,
        page_errors=[(refused, "first_day")] if refused else [],
        own=read_own_hours(session, technician_id, today(now()), now()),
        reads_outlook=settings().outlook_busy,
        feed_url=None if feed is None else settings().public_url + url_for("agenda.calendar", feed=feed.token),
        feed_since=None if feed is None else feed.created_at,
    )


def _change(verb: Callable[[int, int, datetime], object]) -> Answer:
    technician_id = staff().technician_id
    if technician_id is None:
        return render_template("agenda/nobody.html"), 409
    verb(technician_id, staff().member_id, now())
    return redirect(url_for("agenda.hours", _anchor="calendari"), ONCE_DONE)
