"""A case on the desk, and who opens its pages."""

from datetime import timedelta

import pytest

from database import writing
from tests.cases.law.pages.steps import NOW, TODAY, asked
from tests.support.cases import case_of
from tests.support.holidays import load_holidays
from tests.support.staff import signed_in


@pytest.fixture
def opened(world):
    """A case on the desk for three months; values are columns."""
    load_holidays(TODAY.year - 1, TODAY.year, TODAY.year + 1)

    def make(**values):
        with writing() as session:
            return case_of(session, world, now=NOW - timedelta(days=90), **values).id

    return make


@pytest.fixture
def desk(app, world):
    """The browser of a technician."""
    return signed_in(app, "technician", name="Clara Soler", office_id=world.office_id)


@pytest.fixture
def board(app, world):
    """The browser of a coordinator."""
    return signed_in(app, "coordinator", office_id=world.office_id)


@pytest.fixture
def case(opened, clara):
    """Aina's, with an invoice required three days ago, and the notification deposited that day."""
    case_id = opened()
    asked(case_id, clara, days_ago=3)
    return case_id
