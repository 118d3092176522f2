"""Whoever writes their mail address with other capitals is the same person."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from booking.attend.story import perhaps_the_same_person
from booking.errors import TooManyAppointments
from booking.models import Appointment, Message, Office, Person
from booking.recover_link import recover_link
from cases.about_person import find
from cases.links import token_for_caller
from cases.models import CaseAppointment, CaseLetter
from cases.recover_link import recover_case_link
from cases.same_person import related_cases
from database import db, writing
from tests.support.cases import case_of
from tests.support.world import AINA, NOW, at, book_for, build_world, minutes, open_slots

TYPED = replace(AINA, email="Aina.X@example.org")
OTHERWISE = "aina.x@example.org"


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def slots(world):
    return open_slots(world, at(24, "15:30"), at(24, "16:00"), at(24, "16:30"), at(24, "17:00"))


@pytest.fixture
def call(world, slots):
    return db.session.get_one(Appointment, book_for(TYPED, world, slots[0]).appointment_id)


@pytest.fixture
def case(world):
    with writing() as session:
        return case_of(session, world, TYPED)


@pytest.mark.parametrize("email", [OTHERWISE, "AINA.X@example.org", "Aina.X@example.org"])
def test_everything_about_them_is_found(world, call, email):
    assert [one.email for one in find(db.session(), world.office_id, email, None).people] == ["Aina.X@example.org"]


def test_a_lost_link_to_an_appointment_is_sent(call):
    recover_link(call.reference, OTHERWISE, None, NOW + minutes(30))

    assert db.session.scalars(select(Message.id).where(Message.kind == "recovered_link")).all()


def test_a_lost_link_to_a_case_is_sent(case):
    recover_case_link(case.reference, OTHERWISE, None, NOW)

    assert db.session.scalars(select(CaseLetter.id).where(CaseLetter.kind == "case_link")).all()


def test_a_next_call_finds_the_case_and_the_earlier_call(world, case, call, slots):
    later = book_for(replace(AINA, email=OTHERWISE), world, slots[1]).appointment_id
    later = db.session.get_one(Appointment, later)

    assert [one.id for one in related_cases(db.session(), later)] == [case.id]
    assert [one.id for one in perhaps_the_same_person(db.session(), later)] == [call.id]


def test_from_a_next_call_their_own_case_is_opened(world, case, slots):
    later = book_for(replace(AINA, email=OTHERWISE), world, slots[1]).appointment_id
    with writing() as session:
        session.add(CaseAppointment(appointment_id=later, case_id=case.id, joined_at=NOW))

    assert token_for_caller(db.session(), db.session.get_one(Appointment, later))


def test_a_caller_without_an_address_is_not_shown_the_case_of_somebody_without_one(world, slots):
    on_paper = replace(AINA, email=None, phone="+34938000001")
    with writing() as session:
        case_id = case_of(session, world, on_paper).id
    caller = book_for(replace(on_paper, phone="+34938000002"), world, slots[0]).appointment_id
    with writing() as session:
        session.add(CaseAppointment(appointment_id=caller, case_id=case_id, joined_at=NOW))

    assert token_for_caller(db.session(), db.session.get_one(Appointment, caller)) is None


def test_capitals_give_nobody_more_appointments_than_the_office_allows(world, call, slots):
    with writing() as session:
        session.get_one(Office, world.office_id).max_open_appointments = 1

    with pytest.raises(TooManyAppointments):
        book_for(replace(AINA, email=OTHERWISE), world, slots[1])
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_an_address_or_telephone_is_found_without_reading_everybody(world, call):
    query = select(Person.id).where(Person.gave(OTHERWISE, "+34938000000"))
    statement = query.compile(db.engine, compile_kwargs={"literal_binds": True})

    with writing() as session:
        if db.engine.dialect.name == "sqlite":
            plan = str(session.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all())
        else:
            session.execute(text("SET LOCAL enable_seqscan = off"))  # in a table this small it would be faster
            plan = str(session.execute(text(f"EXPLAIN {statement}")).all())

    assert "ix_person_email_lower" in plan
    assert "ix_person_phone" in plan
    assert "SCAN person" not in plan
    assert "Seq Scan" not in plan
