"""Clara and Dídac, and a case of Aina's between them."""

import pytest

from cases.models import Case
from database import db
from tests.cases.file.desk import new_case
from tests.support.staff import member


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
