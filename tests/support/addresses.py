"""The addresses of the site, each with something real in its variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from booking.attend.calendar_feed import renew_feed
from booking.models import NOTE_BLOCKS, Absence, Appointment, Closure, Holiday
from booking.schedules import beat
from cases.links import current_token
from cases.papers.place import Place
from database import db, writing
from tests.support.cases import case_of
from tests.support.papers import paper_row
from tests.support.staff import member
from tests.support.world import AINA, MADRID, World, book_for, build_world, open_slots

CHOICE = "?municipi=gelida&servei=consum"
"""What the steps of a booking carry along; other pages do not mind it."""


def sample_values() -> dict[str, Any]:
    """A value for every variable in an address: those of an appointment of Aina's and of hours that are free."""
    world = build_world()
    now = datetime.now(UTC)
    beat("worker-1", now)
    start = (now + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    booked, free = open_slots(world, start, start + timedelta(minutes=30))
    appointment = book_for(AINA, world, booked, now=now)
    return {
        "office_id": world.office_id,
        "token": appointment.token,
        "reference": db.session.get_one(Appointment, appointment.appointment_id).reference,
        "block": NOTE_BLOCKS[0],
        "feed": renew_feed(world.technicians[0], member("technician"), now),
        "slot_id": free,
        "day": start.astimezone(MADRID).date(),
        "monday": start.astimezone(MADRID).date() - timedelta(days=start.astimezone(MADRID).weekday()),
        "technician_id": world.technicians[0],
        "service_id": world.service_id,
        "place": f"{world.technicians[0]}-{start + timedelta(minutes=30):%Y%m%dT%H%M}Z",
        **_days_off(world, now),
        "colour": "7a1f5c",
        "municipality": "gelida",
        "service": "consum",
        **case_values(world, appointment.appointment_id, now),
    }


def case_values(world: World, appointment_id: int, now: datetime) -> dict[str, str]:
    """What variables of the same name stand for in addresses of cases: `<blueprint>.<name>`."""
    with writing() as session:
        case = case_of(session, world, now=now)
        token = current_token(session, case.id)
        assert token
        paper = paper_row(session, Place(case_id=case.id), now)
        early_paper = paper_row(session, Place(appointment_id=appointment_id), now)
        return {
            "cases.reference": case.reference,
            "cases.block": "facts",
            "cases.state": "in_progress",
            "cases.outcome": "inadmissible",
            "cases.document": paper.document.reference,
            "agenda.document": early_paper.document.reference,
            "own_case.token": token,
            "own_case.document": paper.document.reference,
            "own_case.receipt": paper.submission.reference,
            "appointment_papers.receipt": early_paper.submission.reference,
        }


def _days_off(world: World, now: datetime) -> dict[str, int]:
    """An absence, a closure and a local holiday, far from the hours of the sample."""
    first, day = now + timedelta(days=200), (now + timedelta(days=200)).date()
    with writing() as session:
        absence = Absence(technician_id=world.technicians[0], starts_at=first, ends_at=first + timedelta(hours=2))
        closure = Closure(office_id=world.office_id, first_day=day, last_day=day, reason={"ca": "Obres"})
        holiday = Holiday(place="08019", day=day, names={"ca": "Festa"})
        session.add_all([absence, closure, holiday])
        session.flush()
        return {"absence_id": absence.id, "closure_id": closure.id, "holiday_id": holiday.id}


def rules(app: Flask, method: str) -> list[Rule]:
    """The routes that take this method."""
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def address_of(app: Flask, rule: Rule, values: Mapping[str, Any]) -> str:
    """The address of a route."""
    return app.url_map.bind("localhost").build(rule.endpoint, variables_of(rule, values)) + CHOICE


def variables_of(rule: Rule, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a route's variables: those of its own blueprint first."""
    own = {name: f"{rule.endpoint.partition('.')[0]}.{name}" for name in rule.arguments}
    known = {name: own[name] if own[name] in values else name for name in rule.arguments}
    unknown = set(known.values()) - values.keys()
    assert not unknown, f"`sample_values` needs a value for {unknown} of {rule.rule}"
    return {name: values[key] for name, key in known.items()}


def addresses(app: Flask, method: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The address of every route that takes this method."""
    return (address_of(app, rule, values) for rule in rules(app, method))
