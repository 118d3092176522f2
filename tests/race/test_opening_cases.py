"""Twenty members of staff open a thousand cases at once: the numbers are complete, with no gap and no double."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cases.models import Case, CaseAppointment, CaseCounter, CaseEvent, CaseLink
from database import db
from tests.race.openers import Worker, open_all
from tests.support.settings import settings_for
from tests.support.staff import member
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots

WORKERS = 20
CALLS = 200
FORMS = 800

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}")


@pytest.fixture
def calls(app, world):
    """Appointments of as many people, at hours that all are over."""
    slots = open_slots(world, *(NOW + timedelta(minutes=30 * (number + 6)) for number in range(CALLS)))
    return [
        book_for(replace(AINA, name=f"Persona {number}", email=f"call{number}@example.org"), world, slot).appointment_id
        for number, slot in enumerate(slots)
    ]


@pytest.fixture
def world(app):
    return build_world()


def test_a_thousand_cases_opened_at_once_have_the_numbers_from_one_to_a_thousand(settings, world, calls):
    forms = [f"form-{number}" for number in range(FORMS)]
    members = [member("technician", office_id=world.office_id) for _ in range(WORKERS)]
    workers = [
        Worker(
            member_id=one,
            office_id=world.office_id,
            municipality_id=world.municipality_id,
            calls=[*calls[number::WORKERS], *calls[number + 1 :: WORKERS][:3]],  # some are pressed by two people
            forms=[*forms[number::WORKERS], *forms[number + 1 :: WORKERS][:3]],
        )
        for number, one in enumerate(members)
    ]

    problems = open_all(settings, workers, at(5, "10:00", month=12))

    assert problems == []
    db.session.rollback()
    numbers = db.session.scalars(select(Case.number).order_by(Case.number)).all()
    assert numbers == [f"2026/{number:07}" for number in range(1, CALLS + FORMS + 1)]
    assert db.session.scalars(select(CaseCounter.last)).all() == [CALLS + FORMS]
    assert sorted(db.session.scalars(select(CaseAppointment.appointment_id))) == sorted(calls)
    assert Counter(db.session.scalars(select(Case.channel))) == {"video": CALLS, "mailbox": FORMS}
    for table in (CaseLink, CaseEvent):
        assert db.session.scalar(select(func.count(table.case_id.distinct()))) == CALLS + FORMS
        assert db.session.scalar(select(func.count(table.case_id))) == CALLS + FORMS
