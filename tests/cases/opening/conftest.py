"""Clara at her desk, and calls of Aina and Bernat that are about to end."""

import pytest

from booking.attend.take_notes import save_note
from booking.book import Guest
from booking.models import Office
from database import writing
from tests.support.staff import member
from tests.support.world import AINA, at, book_for, open_slots

START = at(24, "15:30")
END = at(24, "15:50")
AINA_WITH_ALL = Guest(
    name=AINA.name,
    email=AINA.email,
    phone="+34612345678",
    language="ca",
    matter="M'han cobrat dues vegades la mateixa factura.",
    company="Llum i Gas, SA",
)


@pytest.fixture
def clara(world):
    return member("technician", name="Clara", office_id=world.office_id, technician_id=world.technicians[0])


@pytest.fixture
def call_id(world):
    """Aina's call, Tuesday at half past three."""
    return book_for(AINA_WITH_ALL, world, open_slots(world, START)[0]).appointment_id


@pytest.fixture
def book_another(world):
    """Book a call for somebody on another day; its id. The office sets no limit to how many."""
    with writing() as session:
        session.get_one(Office, world.office_id).max_open_appointments = 99

    def book(guest=AINA_WITH_ALL, day=26, clock="15:30"):
        return book_for(guest, world, open_slots(world, at(day, clock))[0]).appointment_id

    return book


@pytest.fixture
def noted(call_id, clara):
    """What Clara wrote during the call."""
    save_note(call_id, "what_happened", "Li van cobrar el 3 i el 5.", 0, clara, START)
    save_note(call_id, "what_they_ask", "Que li tornin 116,70 €.", 0, clara, START)
    save_note(call_id, "what_company_did", "Diu que ja ho mirarà.", 0, clara, START)
