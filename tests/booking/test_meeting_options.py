"""Lobby and presenters: set once per meeting where the tenant allows it, and never in anybody's way."""

import pytest
from sqlalchemy import select

from booking.arrange_meeting import arrange_meeting
from booking.meeting_options import NOTICE, set_options, without_options
from booking.models import GraphCall, Meeting, Slot, Technician
from booking.reschedule import reschedule
from database import db, writing
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots
from tests.teams.standin import CLARA, MARTI


def clock():
    return NOW


@pytest.fixture
def meeting_id(app, graph):
    """Aina's call with Clara, with its meeting made."""
    world = build_world(technicians=2)
    with writing() as session:
        for technician, mailbox in zip(
            session.scalars(select(Technician).order_by(Technician.id)), (CLARA, MARTI), strict=True
        ):
            technician.email = mailbox
    slot, *_ = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    open_slots(world, at(25, "16:00"), technicians=world.technicians[1:])
    book_for(AINA, world, slot)
    meeting = db.session.scalars(select(Meeting.id)).one()
    arrange_meeting(meeting, graph, clock)
    return meeting


def outcomes():
    db.session.rollback()
    return list(db.session.scalars(select(GraphCall.outcome).where(GraphCall.action == "options")))


def test_the_options_are_set_once_when_the_meeting_has_its_link(meeting_id, graph):
    assert without_options(NOW) == [meeting_id]

    set_options(meeting_id, graph, clock)
    set_options(meeting_id, graph, clock)

    assert outcomes() == ["done"]
    assert without_options(NOW) == []


def test_the_technicians_object_id_is_asked_for_once(meeting_id, graph):
    set_options(meeting_id, graph, clock)

    assert db.session.scalars(select(Technician.entra_oid).where(Technician.email == CLARA)).one() is not None


def test_a_tenant_without_the_policy_is_noted_once_and_the_meeting_stands(meeting_id, graph, standin):
    standin.faults("403_policy")

    set_options(meeting_id, graph, clock)

    assert outcomes() == ["teams_policy_missing"]
    assert without_options(NOW) == []
    assert db.session.get_one(Meeting, meeting_id).join_url is not None


def test_a_passing_failure_is_tried_again_for_some_minutes_only(meeting_id, graph, standin):
    standin.faults("503", calls="PATCH *")
    set_options(meeting_id, graph, clock)
    assert without_options(NOW) == [meeting_id]

    set_options(meeting_id, graph, lambda: NOW + NOTICE * 2)

    assert without_options(NOW) == []


def test_a_meeting_with_another_technician_has_options_of_its_own(meeting_id, graph):
    set_options(meeting_id, graph, clock)
    appointment_id = db.session.get_one(Meeting, meeting_id).appointment_id
    slot = db.session.scalars(select(Slot.id).where(Slot.starts_at == at(25, "16:00"))).one()
    reschedule(appointment_id, slot, "browser", NOW)
    for one in db.session.scalars(select(Meeting.id).order_by(Meeting.id)).all():
        arrange_meeting(one, graph, clock)

    [new] = without_options(NOW)

    assert new != meeting_id
