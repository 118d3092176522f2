"""What opening a case writes, and which numbers it gives."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from booking.models import Person
from cases.links import current_token, new_link
from cases.models import Case, CaseEvent, CaseLetter
from cases.numbers import FORM
from cases.open_case import IdentifierTaken, NewCase, PersonErased, open_in
from cases.reference import new_reference
from database import db, writing
from staff.models import AuditEntry
from tests.support.staff import member
from tests.support.world import MADRID, NOW


@pytest.fixture
def new(world):
    with writing() as session:
        aina = Person(name="Aina Roca", email="aina@example.org", phone=None, language="ca", created_at=NOW)
        session.add(aina)
        session.flush()
        return NewCase(
            office_id=world.office_id,
            person_id=aina.id,
            municipality_id=world.municipality_id,
            channel="mailbox",
            language="ca",
            requested_at=NOW,
            facts="Em cobren dues vegades la mateixa factura.",
        )


def opened(new, actor="system", now=NOW):
    with writing() as session:
        return open_in(session, new, actor, now, MADRID).id


def the_case(case_id):
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def test_a_case_has_a_number_a_reference_and_a_secret_address(new):
    case = the_case(opened(new))

    assert case.number == "2026/0000001"
    assert re.fullmatch(FORM, case.number)
    assert re.fullmatch(r"E-[A-HJ-NP-RT-Z2-46-9]{4}-[A-HJ-NP-RT-Z2-46-9]{4}", case.reference)
    assert len(current_token(db.session(), case.id)) >= 22
    assert (case.state, case.procedure, case.closed_at) == ("pending", "claim", None)


def test_the_person_hears_of_it_by_mail(new):
    opened(new)

    assert db.session.scalars(select(CaseLetter.kind)).all() == ["case_opened"]


def test_whoever_left_no_address_has_a_case_without_a_letter(new):
    with writing() as session:
        aina = session.get_one(Person, new.person_id)
        aina.email, aina.phone = None, "+34612345678"

    opened(new)

    assert db.session.scalars(select(CaseLetter)).all() == []


def test_an_answered_enquiry_is_opened_and_closed_in_one_step(new):
    case = the_case(opened(replace(new, answered=True)))

    assert (case.procedure, case.state, case.closed_at) == ("enquiry", "answered", NOW)
    assert db.session.scalars(select(CaseLetter.kind)).all() == ["case_closed"]


def test_its_history_begins_with_who_opened_it_and_so_does_the_audit(new, world):
    clara = member("technician", office_id=world.office_id)

    case_id = opened(new, clara)

    db.session.rollback()
    event = db.session.scalars(select(CaseEvent)).one()
    assert (event.case_id, event.kind, event.actor, event.for_consumer) == (case_id, "opened", str(clara), True)
    assert event.details == {"channel": "mailbox", "procedure": "claim", "state": "pending"}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case_opened")).one()
    assert (entry.member_id, entry.subject_kind, entry.subject_id) == (clara, "case_file", str(case_id))


def test_numbers_follow_each_other_and_begin_anew_with_the_offices_year(new):
    last_of_the_year = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    first_of_the_next = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # midnight in Barcelona

    numbers = [the_case(opened(new, now=now)).number for now in (NOW, last_of_the_year, first_of_the_next)]

    assert numbers == ["2026/0000001", "2026/0000002", "2027/0000001"]


def test_an_opening_that_comes_to_nothing_leaves_no_gap(new):
    opened(new)
    with writing() as session:
        open_in(session, new, "system", NOW, MADRID)
        session.rollback()

    assert the_case(opened(new)).number == "2026/0000002"


def test_a_number_brought_from_elsewhere_is_passed_over(new):
    opened(replace(new, number="2026/0000002"))

    assert [the_case(opened(new)).number for _ in range(2)] == ["2026/0000001", "2026/0000003"]


@pytest.mark.parametrize(
    ("field", "value"), [("number", "2025/0029005"), ("registry_entry", "E/000123-2026"), ("external_id", "458973")]
)
def test_what_names_another_case_is_refused_and_says_which_it_is(new, field, value):
    other = the_case(opened(replace(new, **{field: value})))
    reference, number = other.reference, other.number

    with pytest.raises(IdentifierTaken) as refused:
        opened(replace(new, **{field: value}))

    assert (refused.value.field, refused.value.reference, refused.value.number) == (field, reference, number)
    assert db.session.scalar(select(func.count(Case.id))) == 1


def test_nobody_opens_a_case_for_a_person_whose_data_were_erased(new):
    with writing() as session:
        aina = session.get_one(Person, new.person_id)
        aina.name, aina.email, aina.erased_at = "", None, NOW

    with pytest.raises(PersonErased):
        opened(new)

    assert db.session.scalars(select(Case)).all() == []


def test_the_newest_address_in_force_is_the_one_that_letters_repeat(new):
    case_id = opened(new)
    later = NOW.replace(hour=9)
    with writing() as session:
        token = new_link(session, session.get_one(Case, case_id), later)

    assert current_token(db.session(), case_id) == token


@pytest.mark.parametrize("prefix", ["E", "R", "D"])
def test_references_have_no_letters_that_are_mistaken_on_the_telephone(app, prefix):
    references = {new_reference(db.session(), prefix) for _ in range(200)}

    assert len(references) == 200
    assert not set("".join(one[1:] for one in references)) & set("0O1I5S")
