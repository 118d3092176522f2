"""Somebody leaves: their hours go, their calls wait for others, their name stays; and somebody comes back."""

import pytest
from sqlalchemy import func, select

from booking.coordinate.errors import Impossible
from booking.coordinate.leave import come_back, leave, technician_of
from booking.models import Slot, Technician
from booking.pending.find import orphans
from booking.publish_slots import publish_slots
from database import db
from staff.models import AuditEntry
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import appointment, works
from tests.support.world import AINA, MADRID, NOW, at, book_for, slot_at


@pytest.fixture(autouse=True)
def hours(world, publishing):
    for technician in world.technicians:
        works(technician)
    publish_slots(world.office_id, NOW, MADRID, reads_outlook=False)


@pytest.fixture
def aina(world, clara):
    return book_for(AINA, world, slot_at(at(24, "15:30"), clara).id).appointment_id


def free_hours(technician):
    db.session.rollback()
    slots = select(func.count(Slot.id)).where(Slot.technician_id == technician, Slot.is_free())
    return db.session.scalar(slots, {"now": NOW, "holder": None})


def test_whoever_leaves_offers_nothing_and_their_calls_wait_for_others(world, publishing, clara, marti, aina):
    before = free_hours(marti)

    assert leave(clara, DIDAC, NOW, publishing) == [aina]

    assert (free_hours(clara), free_hours(marti)) == (0, before)
    assert [one.appointment.id for one in orphans(db.session(), world.office_id, NOW)] == [aina]
    assert appointment(aina).technician.name == "Clara", "history keeps the name"
    audited = db.session.scalars(select(AuditEntry)).one()
    assert (audited.action, audited.subject_id, audited.member_id) == ("technician_left", str(clara), DIDAC.staff_id)


def test_nobody_leaves_twice(publishing, clara):
    leave(clara, DIDAC, NOW, publishing)

    with pytest.raises(Impossible, match="left"):
        leave(clara, DIDAC, NOW, publishing)


def test_whoever_comes_back_has_the_hours_of_before(world, publishing, clara, aina):
    before = free_hours(clara)
    leave(clara, DIDAC, NOW, publishing)

    for _ in range(2):
        come_back(clara, DIDAC, NOW, publishing)

    assert free_hours(clara) == before
    assert orphans(db.session(), world.office_id, NOW) == []
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["technician_left", "technician_came_back"]


def test_a_technician_is_known_by_mailbox(clara):
    address = db.session.get_one(Technician, clara).email

    assert technician_of(db.session(), address) == clara
    assert technician_of(db.session(), "nobody@tecnics.example") is None
