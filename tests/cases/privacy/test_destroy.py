"""Destroying case files: what named a person goes, what is counted stays, and there is a record of it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text

from booking.cancel import cancel
from booking.erase import KEPT
from booking.models import Appointment, CallNote, Person
from cases.destroy import REQUEST, OnHold, StillOpen, destroy
from cases.errors import CaseDestroyed
from cases.hold import hold, release
from cases.models import Case, Destruction, Document
from cases.people import erase_by_rule
from cases.retention import ImpossibleRule, Rule, due, set_rules
from database import db, writing
from staff.models import AuditEntry
from tests.cases.privacy.conftest import CLOSED, SECRET, the_case
from tests.support.staff import member
from tests.support.world import NOW, at

PERSONAL = (SECRET, "Aina", "aina@example.org", "factura de")


def all_that_is_stored():
    """Every value of every table, as one text; but for DBOS's tables."""
    db.session.rollback()
    tables = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
    with db.engine.connect() as connection:
        return json.dumps(
            [[*map(str, row)] for name in tables for row in connection.execute(text(f"SELECT * FROM {name}"))]
        )


def test_nothing_that_names_or_quotes_the_person_is_left_anywhere(case_id):
    assert all(one in all_that_is_stored() for one in PERSONAL)

    destroy([case_id], "claim-12", member("coordinator"), NOW + timedelta(days=2))

    stored = all_that_is_stored()
    assert [one for one in PERSONAL if one in stored] == []


def test_what_reports_count_is_left(case_id):
    destroy([case_id], "claim-12", member("coordinator"), NOW)

    case = the_case()
    assert (case.procedure, case.state, case.municipality_id, case.closed_at) == (
        "claim",
        "closed_agreement",
        "08091",
        CLOSED,
    )
    assert (case.destroyed_at, case.destroyed_by_rule) == (NOW, "claim-12")


def test_there_is_a_record_of_it_that_names_nobody(case_id):
    who = member("coordinator")

    destroy([case_id], "claim-12", who, NOW)

    record = db.session.scalars(select(Destruction)).one()
    assert (record.cases, record.documents, record.rule, record.approved_by) == (1, 1, "claim-12", who)
    assert record.numbers == [the_case().number]
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.member_id == who)).all() == ["case_destroyed"]


def test_its_papers_are_marked_as_gone(case_id):
    destroy([case_id], "claim-12", member("coordinator"), NOW)

    paper = db.session.scalars(select(Document)).one()
    assert (paper.removed_at, paper.removed_because, paper.file_name) == (NOW, "destroyed", "")


def test_an_open_file_is_not_destroyed(case_id):
    with writing() as session:
        session.get_one(Case, case_id).closed_at = None

    with pytest.raises(StillOpen):
        destroy([case_id], REQUEST, member("coordinator"), NOW)


def test_a_file_on_hold_is_not_destroyed_until_the_hold_ends(case_id):
    who = member("coordinator")
    hold(case_id, "Judici pendent", who, NOW)

    with pytest.raises(OnHold):
        destroy([case_id], "claim-12", who, NOW)
    assert SECRET in all_that_is_stored()

    release(case_id, who, NOW)
    destroy([case_id], "claim-12", who, NOW)
    assert the_case().destroyed_at == NOW


def test_a_destroyed_file_does_not_change_any_more(case_id):
    who = member("coordinator")
    destroy([case_id], "claim-12", who, NOW)

    with pytest.raises(CaseDestroyed):
        destroy([case_id], "claim-12", who, NOW)
    with pytest.raises(CaseDestroyed):
        hold(case_id, "Massa tard", who, NOW)


def test_without_a_rule_nothing_is_ever_due(case_id, world):
    assert db.session.scalars(due(db.session(), world.office_id, (NOW + timedelta(days=36_500)).date())).all() == []


def test_a_file_is_due_when_the_time_of_its_procedure_is_over(case_id, world):
    who = member("coordinator")
    set_rules(world.office_id, [Rule("claim", 12, "TAAD 77"), Rule("enquiry", 1, "TAAD 78")], who, NOW)

    def due_on(day):
        return [one.id for one in db.session.scalars(due(db.session(), world.office_id, day))]

    assert due_on((CLOSED + timedelta(days=364)).date()) == []
    assert due_on((CLOSED + timedelta(days=367)).date()) == [case_id]
    hold(case_id, "Judici pendent", who, NOW)
    assert due_on((CLOSED + timedelta(days=367)).date()) == []


def test_each_change_of_a_rule_is_on_record(case_id, world):
    who = member("coordinator")
    for months in (12, 12, 24, None):
        set_rules(world.office_id, [Rule("claim", months, "TAAD 77" if months else "")], who, NOW)

    changes = select(AuditEntry).where(AuditEntry.action == "retention_changed").order_by(AuditEntry.id)
    assert [(one.before.get("months"), (one.after or {}).get("months")) for one in db.session.scalars(changes)] == [
        (None, 12),
        (12, 24),
        (24, None),
    ]


@pytest.mark.parametrize(("procedure", "months"), [("invented", 12), ("claim", 0), ("claim", 1201)])
def test_an_impossible_rule_is_refused(procedure, months):
    with pytest.raises(ImpossibleRule):
        Rule(procedure, months)


def test_who_is_in_a_case_is_not_erased_by_the_rule_for_appointments(case_id):
    assert erase_by_rule(at(24, "16:00") + KEPT + timedelta(days=1)) == 0
    assert db.session.scalars(select(Person.name)).first() == "Aina Roca"

    destroy([case_id], "claim-12", member("coordinator"), NOW)
    db.session.rollback()
    assert db.session.scalars(select(CallNote)).all() == []


def test_the_command_does_not_erase_somebody_with_a_case(app, case_id, appointment_id):
    cancel(appointment_id, None, NOW)
    reference = db.session.get_one(Appointment, appointment_id).reference

    answer = app.test_cli_runner().invoke(args=["erase", reference])

    assert answer.exit_code == 1
    assert "/coordinacio/persones" in answer.output
    assert SECRET in all_that_is_stored()
