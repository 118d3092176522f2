"""Cases whose deadlines are watched, on a site where the holidays of three years are on file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.models import Person
from cases.enter_state import enter_state
from cases.models import Case, Deadline
from cases.open_case import NewCase, open_in
from database import db, writing
from tests.support.holidays import load_holidays
from tests.support.staff import member
from tests.support.world import MADRID, NOW


@pytest.fixture
def clara(world):
    """Id of the technician who works on the case."""
    return member("technician", name="Clara Soler", office_id=world.office_id, technician_id=world.technicians[0])


@pytest.fixture
def holidays(world):
    load_holidays(2025, 2026, 2027)


@pytest.fixture
def open_case(world, holidays):
    """Opens a case of Aina's, in a state of one's choice; gives its id."""

    def make(state="pending", when=NOW, **values):
        with writing() as session:
            person = Person(name="Aina Roca", email="aina@example.org", language="ca", created_at=when)
            session.add(person)
            session.flush()
            new = NewCase(world.office_id, person.id, world.municipality_id, "video", "ca", when)
            case = open_in(session, replace(new, **values), "system", when, MADRID)
            if state != "pending":
                enter_state(session, case, state, when.astimezone(MADRID).date(), when)
            return case.id

    return make


@pytest.fixture
def case(open_case):
    """Id of a case that nobody has looked at yet."""
    return open_case()


def read(case_id):
    """The case as it is now."""
    return db.session.scalars(select(Case).where(Case.id == case_id).execution_options(populate_existing=True)).one()


def deadlines(case_id):
    """Kind and last day of what runs."""
    rows = db.session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case_id, Deadline.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return {one.kind: one.due_on for one in rows}


def days(number):
    return timedelta(days=number)
