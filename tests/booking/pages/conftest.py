"""A Monday morning in the small world of the tests, with a few free hours."""

import pytest
import time_machine
from sqlalchemy import select

from booking.models import Person
from database import db
from tests.support.world import NOW, at, build_world, open_slots


@pytest.fixture(autouse=True)
def clock():
    """The time of day stands still; `clock.move_to(…)` lets it pass."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def world(app):
    """One technician. Free: Tuesday 15:30, 16:00 and 18:30, Wednesday 9:00."""
    world = build_world()
    open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "18:30"), at(25, "9:00"))
    return world


@pytest.fixture
def nothing_of_aina_is_stored(world):
    """However a test ends, there is no trace of what Aina typed."""
    yield
    db.session.rollback()
    assert set(db.session.scalars(select(Person.name))) <= {"Bernat Vila"}
