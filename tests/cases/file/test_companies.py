"""A company is entered once, whoever enters it, and found by what people remember of it."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from booking.models import Office
from cases.companies import (
    CompanyChanged,
    Details,
    NifTaken,
    NoSuchCompany,
    choose_company,
    correct_company,
    enter_company,
    find_companies,
    folded,
    how_many_cases,
)
from cases.errors import BlockChanged
from cases.models import Company
from database import db, writing
from staff.models import AuditEntry
from tests.cases.file.desk import COMPANY, new_case
from tests.cases.listing.test_search_index import found
from tests.support.world import NOW


def names(world, typed):
    return [company.name for company in find_companies(db.session(), world.office_id, typed)]


@pytest.fixture
def company_id(case_id, clara):
    return enter_company(case_id, COMPANY, 0, clara, NOW)[0]


@pytest.mark.parametrize("typed", ["llum", "GAS llum", "llum i gas del penedes s.a.", "a-58818501", "Penedès", "l·lum"])
def test_a_company_is_found_by_words_in_any_order_and_by_tax_number(app, world, company_id, typed):
    assert names(world, typed) == [COMPANY.name]


@pytest.mark.parametrize("typed", ["", "???", "%", "_", "' OR 1=1 --", "llum x", "A58818502"])
def test_what_is_no_name_of_a_company_finds_none(app, world, company_id, typed):
    assert names(world, typed) == []


def test_eight_are_enough_and_those_that_begin_so_come_first(app, world):
    with writing() as session:
        for number in range(9):
            name = f"Taller Sol {number}"
            company = Company(office_id=world.office_id, name=name, name_folded=folded(name), created_at=NOW)
            session.add(company)
        first = Company(office_id=world.office_id, name="Sol, SL", name_folded=folded("Sol, SL"), created_at=NOW)
        session.add(first)

    found = names(world, "sol")

    assert (len(found), found[0]) == (8, "Sol, SL")


def test_a_company_with_the_same_tax_number_is_taken_as_it_is(app, world, company_id, clara):
    other = new_case(world)

    found, known = enter_company(other, Details("LLUM Y GAS", COMPANY.nif), 0, clara, NOW)

    assert (found, known) == (company_id, True)
    assert names(world, "llum") == [COMPANY.name]
    assert how_many_cases(db.session(), company_id) == 2


def test_two_who_enter_it_at_the_same_moment_have_one(app, world, case_id, clara):
    cases, together, entered = [case_id, new_case(world)], Barrier(2), []

    def enter(one):
        with app.app_context():
            together.wait()
            entered.append(enter_company(one, COMPANY, 0, clara, NOW))

    threads = [Thread(target=enter, args=(one,)) for one in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({company_id for company_id, _ in entered}) == 1
    assert sorted(known for _, known in entered) == [False, True]


def test_a_form_sent_twice_enters_one_company(app, world, case_id, clara):
    enter_company(case_id, Details("Sense NIF"), 0, clara, NOW)

    with pytest.raises(BlockChanged):
        enter_company(case_id, Details("Sense NIF"), 0, clara, NOW)

    assert names(world, "sense") == ["Sense NIF"]


def test_choosing_from_the_list_and_taking_it_out(app, case, case_id, company_id, clara):
    choose_company(case_id, None, "la de la llum", 1, clara, NOW)
    assert (case().company_id, case().company_as_told) == (None, "la de la llum")

    choose_company(case_id, company_id, "la de la llum", 2, clara, NOW)
    assert case().company_id == company_id


def test_companies_of_another_office_do_not_exist(app, world, case_id, clara):
    with writing() as session:
        ours = session.get_one(Office, world.office_id)
        texts = {name: getattr(ours, name) for name in ("phone_hours", "address", "controller", "rights_address")}
        other = Office(slug="altra", name="Altra", email="a@x.example", phone="1", dpo_email="d@x.example", **texts)
        other.seat_ine_code = ours.seat_ine_code
        session.add(other)
        session.flush()
        theirs = Company(office_id=other.id, name="Seva", name_folded="seva", created_at=NOW)
        session.add(theirs)
        session.flush()
        company_id = theirs.id

    assert names(world, "seva") == []
    with pytest.raises(NoSuchCompany):
        choose_company(case_id, company_id, "", 0, clara, NOW)
    with pytest.raises(NoSuchCompany):
        correct_company(company_id, world.office_id, Details("Nostra"), 1, clara, NOW)


def test_a_correction_is_seen_in_all_cases_and_is_on_record_without_the_data(app, world, company_id, clara):
    version = correct_company(company_id, world.office_id, Details("Llum, SA", COMPANY.nif), 1, clara, NOW)

    assert (version, names(world, "llum sa")) == (2, ["Llum, SA"])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "company_corrected")).one()
    assert entry.after == {"version": 2, "fields": ["address", "email", "name"]}


def test_the_second_of_two_corrections_is_told(app, world, company_id, clara):
    correct_company(company_id, world.office_id, Details("Llum, SA", COMPANY.nif), 1, clara, NOW)

    with pytest.raises(CompanyChanged) as refused:
        correct_company(company_id, world.office_id, Details("Gas, SA", COMPANY.nif), 1, clara, NOW)

    assert refused.value.version == 2
    assert correct_company(company_id, world.office_id, Details("Llum, SA", COMPANY.nif), 1, clara, NOW) == 2


def test_a_tax_number_belongs_to_one_company(app, world, case_id, company_id, clara):
    other, _ = enter_company(new_case(world), Details("Gas Nou"), 0, clara, NOW)

    with pytest.raises(NifTaken, match=COMPANY.name):
        correct_company(other, world.office_id, Details("Gas Nou", COMPANY.nif), 1, clara, NOW)


def test_cases_are_found_by_the_corrected_name_at_once(app, world, case_id, company_id, clara):
    correct_company(company_id, world.office_id, Details("Hidroelèctrica", COMPANY.nif), 1, clara, NOW)

    assert found("hidroelectrica") == ["2026/0000001"]
    assert found("penedes") == []
