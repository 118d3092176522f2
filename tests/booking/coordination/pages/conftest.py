"""Dídac at his desk on a Monday morning: Clara, Martí and Núria work on Tuesday afternoons, and Aina is with Clara."""

from dataclasses import dataclass

import pytest
import time_machine

from booking.models import Appointment, Slot
from booking.publish_slots import publish_slots
from database import db, writing
from tests.booking.coordination.people import DIDAC, add_didac
from tests.booking.coordination.steps import send_all, works
from tests.support.browser_client import Browser
from tests.support.settings import settings_for
from tests.support.staff import browser_with, session_of
from tests.support.world import AINA, MADRID, NOW, World, at, book_for, build_world, minutes, slot_at

HOUR = at(24, "15:30")


@dataclass
class Desk:
    """Who is who, and Dídac's browser."""

    world: World
    browser: Browser
    aina: str
    """Reference of her call."""

    def call(self, reference=None) -> Appointment:
        db.session.rollback()
        query = db.select(Appointment).where(Appointment.reference == (reference or self.aina))
        found: Appointment = db.session.scalars(query).one()
        return found

    def book(self, guest, technician, start):
        """With this technician, whoever else is free. The reference."""
        with writing() as session:
            slot = session.get_one(Slot, slot_at(start, technician).id)
            slot.held_by, slot.held_since, slot.held_until = "desk", NOW, NOW + minutes(10)
            slot_id = slot.id
        booked = book_for(guest, self.world, slot_id, holder="desk")
        send_all()
        return db.session.get_one(Appointment, booked.appointment_id).reference


@pytest.fixture
def settings(database_url, tmp_path):
    """Calendars in Outlook do not matter here: nobody has read them."""
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", OUTLOOK_BUSY="0")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(app, clock):
    world = build_world(technicians=3)
    add_didac(world)
    for technician in world.technicians:
        works(technician)
    publish_slots(world.office_id, NOW, MADRID, reads_outlook=False)
    desk = Desk(world, browser_with(app, session_of(DIDAC.staff_id)), "")
    desk.aina = desk.book(AINA, world.technicians[0], HOUR)
    return desk


@pytest.fixture
def didac(desk):
    """His browser."""
    return desk.browser
