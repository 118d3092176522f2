"""The addresses of the site, each with something real in its variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from booking.attend.calendar_feed import renew_feed
from booking.models import NOTE_BLOCKS, Appointment
from booking.schedules import beat
from database import db
from tests.support.staff import member
from tests.support.world import AINA, MADRID, book_for, build_world, open_slots

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
        "municipality": "gelida",
        "service": "consum",
    }


def rules(app: Flask, method: str) -> list[Rule]:
    """The routes that take this method."""
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def address_of(app: Flask, rule: Rule, values: Mapping[str, Any]) -> str:
    """The address of a route."""
    unknown = rule.arguments - values.keys()
    assert not unknown, f"`sample_values` needs a value for {unknown} of {rule.rule}"
    variables = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, variables) + CHOICE


def addresses(app: Flask, method: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The address of every route that takes this method."""
    return (address_of(app, rule, values) for rule in rules(app, method))
