"""A process that is killed anywhere in opening a case leaves the whole of it or nothing; pressing again does the rest.

CHAOS_KILLS and CHAOS_SEED make it longer and different.
"""

import os
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from booking.models import Appointment, AppointmentEvent, Call
from cases.models import Case, CaseAppointment, CaseCounter, CaseEvent, CaseLetter, CaseLink
from database import db
from staff.models import AuditEntry
from tests.chaos.openers import Try, openers
from tests.support.settings import settings_for
from tests.support.staff import member
from tests.support.waiting import until
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots

KILLS = int(os.environ.get("CHAOS_KILLS", "60"))
SEED = int(os.environ.get("CHAOS_SEED", "20261123"))
CALLS = 40
END = at(5, "10:00", month=12)

pytestmark = [pytest.mark.chaos, pytest.mark.slow]


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}")


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def calls(world):
    slots = open_slots(world, *(NOW + timedelta(minutes=30 * (number + 6)) for number in range(CALLS)))
    return [
        book_for(replace(AINA, email=f"call{number}@example.org"), world, slot).appointment_id
        for number, slot in enumerate(slots)
    ]


@pytest.fixture
def one_try(world):
    clara = member("technician", office_id=world.office_id)
    return Try(clara, world.office_id, world.municipality_id, END.isoformat(), [], [])


@pytest.fixture
def staff(settings, tmp_path):
    with openers(settings, tmp_path / "openers.log") as running:
        yield running


def nobody_is_at_work():
    """The server goes on with what a killed process has sent, a COMMIT too; only then can be told what there is."""
    at_work = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND state <> 'idle'"
    )

    def count():
        db.session.rollback()
        return db.session.scalar(at_work)

    if db.engine.dialect.name == "postgresql":
        until(lambda: count() == 0)
    db.session.rollback()


def all_is_whole():
    """Each attended call has one case and each case of a call its outcome; nothing of a case is there without the
    rest; the numbers are those from one to as many as there are. Gives how many cases there are."""
    nobody_is_at_work()
    attended = db.session.scalars(select(Call.appointment_id).where(Call.outcome == "attended")).all()
    joined = db.session.scalars(select(CaseAppointment.appointment_id)).all()
    closed = db.session.scalars(
        select(AppointmentEvent.appointment_id).where(AppointmentEvent.kind == "call_closed")
    ).all()
    assert sorted(attended) == sorted(joined) == sorted(closed)
    cases = sorted(db.session.scalars(select(Case.id)))
    from_calls = sorted(db.session.scalars(select(CaseAppointment.case_id)))
    assert from_calls == sorted(db.session.scalars(select(Case.id).where(Case.channel == "video")))
    for table in (CaseLink, CaseEvent, CaseLetter):
        assert sorted(db.session.scalars(select(table.case_id))) == cases
    audited = db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "case_opened"))
    assert sorted(map(int, audited)) == cases
    numbers = sorted(db.session.scalars(select(Case.number)))
    assert numbers == [f"2026/{number:07}" for number in range(1, len(cases) + 1)]
    assert (db.session.scalar(select(CaseCounter.last)) or 0) == len(cases)
    db.session.rollback()
    return len(cases)


@pytest.mark.parametrize("kind", ["call", "form"])
def test_whatever_the_statement_before_which_it_dies(staff, calls, one_try, kind):
    work = replace(one_try, calls=calls[:1]) if kind == "call" else replace(one_try, forms=["form-1"])
    statement, opened = 1, []

    while not staff.lives_through(replace(work, before_statement=statement)):
        opened.append(all_is_whole())
        statement += 1

    assert len(opened) > 20  # the statements of an opening: it died before each of them
    assert set(opened) == {0}
    assert all_is_whole() == 1
    staff.lives_through(work)
    assert all_is_whole() == 1


def test_whenever_it_dies(staff, calls, one_try):
    chance = random.Random(SEED)
    forms = [f"form-{number}" for number in range(CALLS)]
    work = replace(one_try, calls=calls, forms=forms)
    killed = 0

    for _ in range(KILLS):
        killed += not staff.lives_through(replace(work, after_seconds=chance.uniform(0, 0.5)))
        all_is_whole()

    assert staff.lives_through(work)
    assert killed > 0
    assert all_is_whole() == CALLS * 2
    assert db.session.scalar(select(func.count(Appointment.id))) == CALLS
