"""Many calls that must or may go elsewhere: each with a proposal, to be accepted all together or one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import abort, render_template, request
from sqlalchemy import select

from access import for_roles
from booking.board.addresses import place_code, place_of
from booking.board.refusals import said
from booking.board.routes import COORDINATORS, Answer, actor, now, office, publishing, routes, technicians, zone
from booking.coordinate.bulk import Line, Result, carry_out
from booking.coordinate.propose import FreeHours, Proposal, propose
from booking.coordinate.rules import FARTHEST
from booking.coordinate.touched import calls_touched
from booking.models import Absence, Appointment, Closure, Technician
from database import db
from forms.coordination_many import SpreadForm
from staff.pages.guard import only_of_office

T = TypeVar("T", Absence, Closure, Technician)

AT_MOST = 100
"""Calls on one page."""

ASK = "demana"
"""Instead of a place: the person is asked to choose."""

_LINE = re.compile(r"([A-Z0-9]{3}-[A-Z0-9]{3})/([0-9]{1,9})/(demana|[0-9TZ-]{16,30})")


@dataclass(frozen=True)
class Row:
    """A call and what could become of it."""

    appointment: Appointment
    way: str
    """same_hour, nearest, stays (another hour may be chosen), ask, or call: nobody is free and there is no address to
    write to."""
    technician: str | None
    starts_at: datetime | None
    value: str | None
    """What the form sends to have it done."""


@dataclass(frozen=True)
class Outcome:
    """What came of one line."""

    reference: str
    done: bool
    words: str | None
    now_at: datetime
    technician: str
    asked: bool


@routes.get("/reparteix")
@for_roles(*COORDINATORS)
def spread() -> Answer:
    """The calls that the address names (see `_calls`), with proposals; `a` gives them all to one person."""
    return _page(SpreadForm(formdata=None))


@routes.post("/reparteix")
@for_roles(*COORDINATORS)
def spread_now() -> Answer:
    """Do those that are ticked, or the one whose own button was pressed, and say what came of each."""
    form = SpreadForm()
    chosen = [request.form["only"]] if "only" in request.form else request.form.getlist("line")
    lines = [line for line in map(_line_of, chosen[:AT_MOST]) if line is not None]
    if not form.validate() or not lines:
        form.say_that_nothing_is_chosen(bool(lines))
        return _page(form), 422
    results = carry_out(lines, actor(), now(), zone(), form.reason.data or "")
    outcomes = _outcomes(results)
    return render_template("coordination/spread_done.html", outcomes=outcomes, done=sum(one.done for one in outcomes))


def _page(form: SpreadForm) -> str:
    wanted = next((one for one in technicians() if str(one.id) == request.args.get("a")), None)
    rows = _rows(None if wanted is None else wanted.id)
    return render_template("coordination/spread.html", rows=rows, wanted=wanted, form=form)


def _calls() -> tuple[list[Appointment], set[int]]:
    """The live calls of the address, and the ids of those that can stay where they are: chosen one by one (`cita`).

    Those that cannot are found by what touches them (`absencia`, `tancament`), by who had them (`tecnic`), or by
    reference, because they are outside of new hours (`fora`).
    """
    session, ours = db.session(), office()
    chosen = _by_reference("cita")
    found = _by_reference("fora")
    for absence in _named(Absence, "absencia"):
        technician = session.get_one(Technician, absence.technician_id)
        only_of_office(technician.office_id)
        span = absence.starts_at, absence.ends_at
        found |= {one.id: one for one in calls_touched(session, ours.id, [technician.id], *span, now())}
    for closure in _named(Closure, "tancament"):
        only_of_office(closure.office_id)
        span = publishing().span(closure.first_day, closure.last_day)
        found |= {one.id: one for one in calls_touched(session, ours.id, None, *span, now())}
    for technician in _named(Technician, "tecnic"):
        only_of_office(technician.office_id)
        found |= {
            one.id: one for one in calls_touched(session, ours.id, [technician.id], now(), now() + FARTHEST, now())
        }
    return list((found | chosen).values())[:AT_MOST], chosen.keys() - found.keys()


def _by_reference(name: str) -> dict[int, Appointment]:
    """Live calls of ours whose references the address names, by id."""
    references = [each.upper() for each in request.args.getlist(name)[:AT_MOST]]
    query = select(Appointment).where(Appointment.reference.in_(references), Appointment.office_id == office().id)
    return {one.id: one for one in db.session.scalars(query) if one.is_live(now())}


def _named(kind: type[T], name: str) -> list[T]:
    """The rows whose numbers the address names; 404 when there is none of a number."""
    typed = [each for each in request.args.getlist(name) if each.isascii() and each.isdecimal() and len(each) < 10]
    rows = [db.session.get(kind, int(each)) for each in typed[:AT_MOST]]
    if None in rows:
        abort(404)
    return [row for row in rows if row is not None]


def _rows(only: int | None) -> list[Row]:
    calls, can_stay = _calls()
    if not calls:
        return []
    free = FreeHours(db.session(), office(), [one.starts_at for one in calls], now())
    names = {one.id: one.name for one in technicians()}
    return [_row(proposal, names) for proposal in propose(calls, free, only, can_stay)]


def _row(proposal: Proposal, names: dict[int, str]) -> Row:
    one, place = proposal.appointment, proposal.place
    start = f"{one.reference}/{one.revision}"
    if place is not None:
        value = f"{start}/{place_code(place)}"
        return Row(one, proposal.way, names.get(place.technician_id), place.starts_at, value)
    if proposal.way == "stays":
        return Row(one, "stays", None, None, None)
    if one.person.email is not None and one.starts_at > now():
        return Row(one, "ask", None, None, f"{start}/{ASK}")
    return Row(one, "call", None, None, None)


def _line_of(value: str) -> Line | None:
    """What the form sends, if it is a call of ours and a place or the wish to ask."""
    found = _LINE.fullmatch(value)
    if found is None:
        return None
    place = None if found[3] == ASK else place_of(found[3])
    if place is None and found[3] != ASK:
        return None
    appointment_id = db.session.scalar(
        select(Appointment.id).where(Appointment.reference == found[1], Appointment.office_id == office().id)
    )
    return None if appointment_id is None else Line(appointment_id, int(found[2]), place)


def _outcomes(results: Iterable[Result]) -> list[Outcome]:
    """As the calls stand now, whoever made them so."""
    outcomes = []
    for result in results:
        one = db.session.get_one(Appointment, result.line.appointment_id, populate_existing=True)
        words = said(result.refusal) if result.refusal else None
        done = result.refusal is None
        asked = done and result.line.place is None
        outcomes.append(Outcome(one.reference, done, words, one.starts_at, one.technician.name, asked))
    return outcomes
