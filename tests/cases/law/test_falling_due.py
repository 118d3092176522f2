"""Deadlines on the coordinator's list of what needs a hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, update

from cases.destroy import REQUEST, destroy
from cases.falling_due import falling_due
from cases.models import Deadline
from cases.recount import recount
from cases.resolve import Decision, resolve
from database import db, writing
from tests.cases.law.conftest import days, deadlines, read
from tests.support.staff import signed_in
from tests.support.world import MADRID, NOW


@pytest.fixture
def found(world):
    """Number of the deadline and whether it is past, so many days from now."""

    def look(in_days):
        return [
            (one.deadline, one.is_past)
            for one in falling_due(db.session(), world.office_id, NOW + days(in_days), MADRID)
        ]

    return look


def test_a_deadline_is_listed_three_days_before_and_as_long_as_it_is_not_met(open_case, found):
    assert deadlines(open_case()) == {"inform": date(2026, 12, 7)}

    assert found(10) == []
    assert found(11) == [("inform", False)]
    assert found(14) == [("inform", False)]
    assert found(15) == [("inform", True)]
    assert found(300) == [("inform", True)]


def test_what_must_still_be_notified_is_listed_of_a_closed_case_too(open_case, found, clara):
    case = open_case()
    refused = Decision("inadmissible", "No ha reclamat.", "", "enotum", "no_prior_claim")
    resolve(case, refused, clara, NOW, "pending", MADRID)

    assert not read(case).is_open
    assert found(19) == [("notify_inadmissible", False)]


def test_nobody_is_asked_to_act_on_what_is_destroyed(open_case, found, clara, world):
    case = open_case()
    refused = Decision("inadmissible", "No ha reclamat.", "", "enotum", "no_prior_claim")
    resolve(case, refused, clara, NOW, "pending", MADRID)

    destroy([case], REQUEST, clara, NOW + days(1))

    assert found(19) == []
    assert deadlines(case) == {}
    with writing() as session:  # what it would come out as now, when a holiday was missing
        session.execute(update(Deadline).values(due_on=Deadline.starts_on))
    assert recount(db.session(), world.office_id, MADRID).changes == []


def test_another_office_does_not_see_it(open_case, world):
    open_case()

    assert falling_due(db.session(), world.office_id + 1, NOW + days(60), MADRID) == []


@pytest.mark.database("sqlite")  # PostgreSQL plans by how full the tables are, and here they are empty
def test_only_what_runs_is_read(open_case, world):
    plans = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in cursor.fetchall())

    falling_due(db.session(), world.office_id, NOW, MADRID)

    assert [plan for plan in plans if plan.startswith("SCAN")] == []
    assert "ix_case_file_open_due" in plans[0]
    assert any("ix_case_deadline_running" in plan for plan in plans)


def test_the_list_leads_to_the_file(app, world, open_case):
    case = open_case(when=datetime.now(UTC) - timedelta(days=60))

    page = signed_in(app, "coordinator", office_id=world.office_id).get("/coordinacio/pendents")

    assert "Ha passat un termini" in page.text
    assert "Res no s'ha tancat tot sol" in page.text
    assert f"/expedients/{read(case).reference}#state" in page.html
