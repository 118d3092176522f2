"""The cases of the demonstration: those of the register, sixty more in all states, and today's."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from booking.demo import load_demo
from booking.models import Office, Person, Technician
from cases.demo import load_demo_cases
from cases.models import Case, CaseAppointment, CaseEvent, CaseLetter, Company, Deadline
from cases.states import STATES
from database import db, writing
from tests.support.world import MADRID, NOW


@pytest.fixture
def office_id(app):
    return load_demo(NOW, MADRID, reads_outlook=False).office_id


def cases(*conditions):
    db.session.rollback()
    return db.session.scalars(select(Case).where(*conditions).order_by(Case.opened_at, Case.id)).all()


def test_the_legible_rows_of_the_register_are_there(office_id):
    load_demo_cases(office_id, NOW, MADRID)

    rows = cases(Case.number.startswith("2025/"))
    assert [(case.external_id, case.number, case.state) for case in rows] == [
        ("456941", "2025/0027982", "documents_required"),
        ("457438", "2025/0028144", "in_progress"),
        ("454013", "2025/0028662", "documents_required"),
        ("454404", "2025/0028804", "in_progress"),
        ("454442", "2025/0028805", "in_progress"),
        ("458881", "2025/0028936", "pending"),
        ("458973", "2025/0029005", "pending"),
    ]
    assert rows[0].internal_detail == "ENOTUM fins 28/05. Cobrament impots indeguts, empresa Moneyman"
    assert rows[3].person_id == rows[4].person_id
    assert db.session.get_one(Office, office_id).organic_unit == "E02020000 - Ser. Suport Polítiques de Consum"
    names = select(Person.name, Person.email).where(Person.id == rows[3].person_id)
    assert [tuple(one) for one in db.session.execute(names)] == [("M.", "m.5@example.org")]


def test_their_deadlines_are_those_that_were_written_beside_them(office_id):
    load_demo_cases(office_id, NOW, MADRID)

    due = select(Case.number, Deadline.due_on).join(Deadline, Deadline.case_id == Case.id).where(
        Case.number.startswith("2025/"), Deadline.kind == "remedy", Deadline.ended_at.is_(None)
    )  # fmt: skip
    assert dict(db.session.execute(due).all()) == {
        "2025/0027982": date(2025, 5, 28),
        "2025/0028662": date(2025, 6, 2),
    }


def test_sixty_more_are_in_all_states_that_people_meet(office_id):
    load_demo_cases(office_id, NOW, MADRID)

    fictional = cases(Case.external_id.startswith("demo-"))
    states = Counter(case.state for case in fictional)
    assert len(fictional) == 60
    assert states.keys() == {
        "pending", "in_progress", "documents_required", "sent_to_company", "in_mediation", "in_arbitration", "referred",
        "closed_agreement", "closed_partial_agreement", "closed_no_agreement", "closed_company_refused", "answered",
        "withdrawn",
    }  # fmt: skip
    assert {case.channel for case in fictional} == {"video", "mobile_unit", "messaging", "mailbox"}
    assert {case.assignee_id for case in fictional} == set(db.session.scalars(select(Technician.id)))
    assert all(case.updated_at <= NOW for case in fictional)
    assert [case.number for case in fictional] == sorted(case.number for case in fictional)


def test_what_was_passed_on_is_against_a_company_of_the_list(office_id):
    load_demo_cases(office_id, NOW, MADRID)

    asked = cases(Case.state.in_(code for code, state in STATES.items() if state.wants_company))
    assert asked
    assert all(case.company_id for case in asked)
    name = select(Company.name).join(Case, Case.company_id == Company.id).where(Case.external_id == "demo-S01")
    assert db.session.scalars(name).one() == "TelVia, SA"


def test_nobody_is_written_to_for_what_is_past(office_id):
    load_demo_cases(office_id, NOW, MADRID)

    db.session.rollback()
    written = db.session.scalars(select(CaseLetter.case_id)).all()
    today = db.session.scalars(select(CaseAppointment.case_id)).all()
    assert written == today
    assert db.session.scalars(select(Case.id).join(Person, Person.id == Case.person_id).where(Person.email.is_(None)))\
        .all() == []  # fmt: skip


def test_todays_attended_call_has_its_case(office_id):
    load_demo_cases(office_id, NOW, MADRID)

    [case] = cases(Case.id.in_(select(CaseAppointment.case_id)))
    assert case.company_as_told == "Gimnàs Exemple, SL"
    assert case.facts.startswith("El gimnàs no em deixa donar de baixa.")


def test_loading_it_again_changes_nothing(office_id):
    load_demo_cases(office_id, NOW, MADRID)
    events = db.session.scalar(select(func.count(CaseEvent.id)))
    with writing() as session:
        session.scalars(select(Case).where(Case.external_id == "demo-S01")).one().state_detail = "canviat"

    assert load_demo_cases(office_id, NOW + timedelta(hours=1), MADRID) == 0
    assert db.session.scalar(select(func.count(CaseEvent.id))) == events
    assert cases(Case.external_id == "demo-S01")[0].state_detail == "canviat"


@pytest.mark.parametrize("hours", [-5, 14])
def test_it_can_be_loaded_at_any_hour(office_id, hours):
    assert load_demo_cases(office_id, NOW + timedelta(hours=hours), MADRID) == 68


def test_a_command_loads_them_after_the_office(app, office_id):
    run = app.test_cli_runner()

    with time_machine.travel(NOW, tick=False):
        outputs = [run.invoke(args=["demo", "cases"]).output for _ in range(2)]

    assert [output.splitlines()[-1] for output in outputs] == ["68 cases added", "0 cases added"]


def test_without_the_demonstrations_office_the_command_says_what_comes_first(app):
    ended = app.test_cli_runner().invoke(args=["demo", "cases"])

    assert ended.exit_code == 1
    assert "run `flask demo load` first" in ended.output
