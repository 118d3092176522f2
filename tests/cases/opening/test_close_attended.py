"""The morning after a call that nobody closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.attend.unclosed import calls_not_closed
from booking.cancel import cancel
from booking.models import AppointmentEvent, Attendance, Call, Meeting
from cases.close_attended import close_attended
from cases.models import Case, CaseAppointment, CaseEvent
from database import db, writing
from staff.models import AuditEntry
from tests.cases.opening.conftest import END, START
from tests.support.calls import ATTENDED, MISSED, close_call
from tests.support.world import BERNAT, MADRID, NOW, at

MORNING = at(25, "8:00")


def reported(call_id, technician, guest):
    """Teams says for how many seconds they were there."""
    with writing() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.appointment_id == call_id)).one()
        session.add(
            Attendance(
                meeting_id=meeting.id,
                due_since=START + timedelta(minutes=35),
                next_attempt_at=START + timedelta(minutes=35),
                settled_at=START + timedelta(minutes=36),
                technician_seconds=technician,
                guest_seconds=guest,
            )
        )


@pytest.fixture
def attended(call_id):
    """Both were there."""
    reported(call_id, 1500, 1260)
    return call_id


def cases():
    db.session.rollback()
    return db.session.scalars(select(Case).order_by(Case.id)).all()


def asked_for(world):
    db.session.rollback()
    return [one.id for one in db.session.scalars(calls_not_closed(world.office_id, MORNING))]


def test_a_call_that_took_place_is_closed_the_next_morning_and_has_its_case(attended, world):
    assert close_attended(MORNING, MADRID) == 1

    [case] = cases()
    call = db.session.scalars(select(Call)).one()
    assert (call.outcome, call.next_step, call.closed_at, call.closed_by) == ("attended", "open_case", MORNING, None)
    assert db.session.scalars(select(CaseAppointment.case_id)).all() == [case.id]
    assert asked_for(world) == []


def test_it_is_the_system_that_says_so(attended):
    close_attended(MORNING, MADRID)

    db.session.rollback()
    assert db.session.scalars(select(CaseEvent.actor)).all() == ["system"]
    closed = select(AppointmentEvent.actor).where(AppointmentEvent.kind == "call_closed")
    assert db.session.scalars(closed).all() == ["system"]
    audited = select(AuditEntry.action, AuditEntry.member_id)
    assert [tuple(one) for one in db.session.execute(audited)] == [("call_closed", None)]


@pytest.mark.parametrize("too_early", [at(24, "20:00"), at(25, "7:59")])
def test_until_then_the_technician_may_say_it(attended, too_early):
    assert close_attended(too_early, MADRID) == 0

    assert cases() == []


@pytest.mark.parametrize(("technician", "guest"), [(0, 1260), (1500, 0), (0, 0), (None, None)])
def test_without_a_report_of_both_the_call_is_asked_for(call_id, world, technician, guest):
    reported(call_id, technician, guest)

    assert close_attended(MORNING, MADRID) == 0
    assert asked_for(world) == [call_id]


def test_a_call_by_telephone_has_no_report_and_is_asked_for(call_id, world):
    assert close_attended(MORNING, MADRID) == 0
    assert asked_for(world) == [call_id]


def test_a_second_round_opens_no_second_case(attended):
    close_attended(MORNING, MADRID)

    assert close_attended(MORNING + timedelta(minutes=5), MADRID) == 0
    assert len(cases()) == 1


def test_what_a_technician_said_stands(attended, clara):
    close_call(attended, MISSED, clara, END)

    assert close_attended(MORNING, MADRID) == 0
    assert cases() == []


def test_a_cancelled_call_did_not_take_place(attended):
    cancel(attended, None, NOW)

    assert close_attended(MORNING, MADRID) == 0


def test_the_newest_meeting_counts(attended):
    with writing() as session:
        old = session.scalars(select(Meeting)).one()
        session.execute(update(Meeting).values(wanted=False))
        session.add(
            Meeting(
                appointment_id=attended, technician_id=old.technician_id, transaction_id="other",
                starts_at=old.starts_at, ends_at=old.ends_at, created_at=NOW,
            )
        )  # fmt: skip

    assert close_attended(MORNING, MADRID) == 0


def test_a_call_of_somebody_with_an_open_case_joins_it(attended, clara, book_another):
    other = book_another(day=25)
    close_attended(MORNING, MADRID)
    reported(other, 900, 900)

    close_attended(at(26, "8:00"), MADRID)

    [case] = cases()
    assert db.session.scalars(select(CaseAppointment.case_id)).all() == [case.id, case.id]


def test_of_somebody_with_two_open_cases_it_opens_a_third(attended, clara, book_another):
    for day in (23, 25):
        close_call(book_another(day=day, clock="17:00"), ATTENDED, clara, at(day, "17:20"))

    close_attended(MORNING, MADRID)

    assert len(cases()) == 3


def test_everybodys_calls_are_closed(attended, book_another):
    reported(book_another(BERNAT, day=24, clock="16:30"), 600, 600)

    assert close_attended(MORNING, MADRID) == 2
    assert [case.number for case in cases()] == ["2026/0000001", "2026/0000002"]
