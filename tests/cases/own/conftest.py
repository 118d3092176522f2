"""A case of Aina's, and its address."""

import pytest
from sqlalchemy import select

from cases.models import CaseLink
from database import db, writing
from tests.support.cases import case_of


@pytest.fixture
def case_id(app, world):
    with writing() as session:
        return case_of(session, world, request="Que em tornin 116,70 €.", company_as_told="TelVia Exemple").id


@pytest.fixture
def address(case_id):
    return f"/e/{db.session.scalars(select(CaseLink.token)).one()}"
