"""Faults of the database."""

import pytest

from database import db, writing
from doctor.finding import Level
from tests.doctor.report import about, examine
from tests.support.settings import settings_for


def test_a_database_of_another_version_is_told_to_upgrade(app):
    with writing() as session:
        session.execute(db.text("UPDATE alembic_version SET version_num = 'of the last release'"))

    finding = about(examine(app), "migrations")

    assert (finding.level, finding.advice) == (Level.FAIL, "run: flask db upgrade")


@pytest.mark.parametrize("unreachable", ["sqlite:////nowhere/at/all.sqlite", "postgresql://nobody@127.0.0.1:9/none"])
class TestWithoutADatabase:
    @pytest.fixture
    def settings(self, unreachable):
        return settings_for(unreachable)

    def test_it_is_said_once_and_the_rest_is_still_looked_at(self, app):
        findings = examine(app)

        assert about(findings, "database").level is Level.FAIL
        assert about(findings, "time zones").level is Level.OK
        assert "worker" not in {finding.subject for finding in findings}
