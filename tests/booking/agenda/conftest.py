"""Tuesday 24 November at Clara's desk: Aina at 15:30, Bernat at 16:30, and hours that nobody has taken."""

from dataclasses import dataclass

import pytest
import time_machine
from sqlalchemy import select

from booking.book import Guest
from booking.models import Appointment, Meeting
from database import db, writing
from tests.booking.agenda.in_call import BLOCK
from tests.support.browser_client import Browser
from tests.support.staff import browser_with, member, session_of
from tests.support.world import AINA, BERNAT, NOW, World, at, book_for, build_world, open_slots

TEAMS = "https://teams.example/l/1"
AINA_WITH_ALL = Guest(
    name=AINA.name,
    email=AINA.email,
    phone="+34612345678",
    language="ca",
    matter="M'han cobrat dues vegades la mateixa factura.",
    company="Llum i Gas, SA",
    needs=["interpreter"],
)


@dataclass
class Desk:
    """What a test of these pages needs: who is who, whose call is which."""

    world: World
    clara_id: int
    clara: Browser
    aina: str
    """References of the two calls."""
    bernat: str

    def next_morning(self):
        """Clara signs in anew: her session of yesterday has ended."""
        return browser_with(self.clara.app, session_of(self.clara_id))

    def appointment(self, reference):
        db.session.rollback()
        return db.session.scalars(select(Appointment).where(Appointment.reference == reference)).one()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(app, clock):
    world = build_world(technicians=2)
    hours = [at(24, hour) for hour in ("15:30", "16:00", "16:30", "17:00")]
    slots = open_slots(world, *hours, at(25, "9:00"), technicians=world.technicians[:1])
    booked = [book_for(guest, world, slot) for guest, slot in ((AINA_WITH_ALL, slots[0]), (BERNAT, slots[2]))]
    with writing() as session:
        for meeting in session.scalars(select(Meeting)):
            meeting.join_url = TEAMS
    aina, bernat = (db.session.get_one(Appointment, one.appointment_id).reference for one in booked)
    clara_id = member("technician", name="Clara", office_id=world.office_id, technician_id=world.technicians[0])
    clock.move_to(at(24, "15:00"))
    clara = browser_with(app, session_of(clara_id))
    return Desk(world, clara_id, clara, aina, bernat)


@pytest.fixture
def colleague(app, desk):
    """Martí, of the same office."""
    martí = member("technician", name="Martí", office_id=desk.world.office_id, technician_id=desk.world.technicians[1])
    return browser_with(app, session_of(martí))


@pytest.fixture
def in_the_call(clock, desk):
    """Clara talks with Aina."""
    clock.move_to(at(24, "15:42"))


@pytest.fixture
def page_url(desk):
    """The page during Aina's call."""
    return f"/cites/{desk.aina}/trucada"


@pytest.fixture
def note_url(desk):
    """Where a script saves a block of it."""
    return f"/cites/{desk.aina}/notes/{BLOCK}"
