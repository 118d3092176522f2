"""Clara and Dídac, and a case of Aina's between them."""

import pytest
import time_machine

from cases.models import Case
from database import db
from tests.cases.file.desk import new_case, reference_of
from tests.support.staff import browser_with, member, session_of
from tests.support.world import NOW


@pytest.fixture
def clara(world):
    """The id of a technician."""
    return member("technician", name="Clara Soler", office_id=world.office_id, technician_id=world.technicians[0])


@pytest.fixture
def dídac(world):
    """The id of a coordinator."""
    return member("coordinator", name="Dídac Roca", office_id=world.office_id)


@pytest.fixture
def case_id(world):
    return new_case(world)


@pytest.fixture
def case(case_id):
    """The case as it is at the moment of asking."""

    def read():
        db.session.rollback()
        return db.session.get_one(Case, case_id)

    return read


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def at_desk(app, clara):
    return browser_with(app, session_of(clara))


@pytest.fixture
def address(case_id):
    return f"/expedients/{reference_of(case_id)}"
