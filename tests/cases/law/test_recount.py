"""Deadlines after holidays were corrected: shown first, moved when accepted."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.models import Holiday
from cases.local_holidays import FromTheOrder, NoSuchMunicipality, set_local_holidays, years_on_file
from cases.models import CaseEvent, CaseLetter, CaseLink, Deadline
from cases.move_case import move
from cases.prior_claim import refresh_prior_claim
from cases.recount import accept, recount
from cases.require_documents import Demand, extend_time, require_documents
from database import db, writing
from tests.cases.law.conftest import days, deadlines, read
from tests.support.holidays import load_holidays
from tests.support.world import MADRID, NOW


@pytest.fixture
def found(world):
    """What a look at all deadlines finds now."""
    return lambda: recount(db.session(), world.office_id, MADRID)


def new_holiday(day, place="08019"):
    with writing() as session:
        session.add(Holiday(place=place, day=day, names={"ca": "Festa"}))


def test_with_the_holidays_of_the_count_nothing_would_change(case, found):
    assert found().changes == []


def test_a_holiday_that_came_late_moves_nothing_until_somebody_accepts(case, found, world, clara):
    new_holiday(date(2026, 11, 30))

    (change,) = found().changes
    assert (change.before, change.after) == (date(2026, 12, 7), date(2026, 12, 9))
    assert deadlines(case) == {"inform": date(2026, 12, 7)}

    assert accept(world.office_id, {change.key}, clara, NOW, MADRID) == 1
    assert (deadlines(case), read(case).next_due_on) == ({"inform": date(2026, 12, 9)}, date(2026, 12, 9))
    assert found().changes == []
    assert db.session.scalars(select(CaseEvent.details).where(CaseEvent.kind == "deadline_recounted")).one() == {
        "kind": "inform",
        "before": "2026-12-07",
        "after": "2026-12-09",
    }


def test_what_comes_out_otherwise_than_shown_is_not_accepted(case, found, world, clara):
    new_holiday(date(2026, 11, 30))
    (shown,) = found().changes
    new_holiday(date(2026, 12, 1))

    assert accept(world.office_id, {shown.key}, clara, NOW, MADRID) == 0
    assert deadlines(case) == {"inform": date(2026, 12, 7)}


def test_a_time_that_was_extended_is_counted_with_its_extension(case, found, world, clara):
    invoice = Demand("remedy", ("invoice",), "", "enotum", date(2026, 11, 23))
    asked = require_documents(case, invoice, clara, NOW, "pending", MADRID)
    extend_time(case, asked, 3, "", clara, NOW, MADRID)
    new_holiday(date(2026, 11, 30), world.municipality_id)

    (change,) = found().changes
    accept(world.office_id, {change.key}, clara, NOW, MADRID)

    row = db.session.scalars(select(Deadline).where(Deadline.ended_at.is_(None))).one()
    assert (row.due_on, row.extended_by, row.provisional, row.requirement_id) == (
        date(2026, 12, 14),
        3,
        True,
        asked,
    )


@pytest.mark.parametrize("purpose", ["remedy", "lapse"])
def test_a_person_whose_own_last_day_moves_is_written_to_and_reads_it(case, found, world, clara, browser, purpose):
    demand = Demand(purpose, (), "Digues si vols continuar.", "in_person")
    require_documents(case, demand, clara, NOW, "pending", MADRID)
    new_holiday(deadlines(case)[purpose])
    (change,) = found().changes

    accept(world.office_id, {change.key}, clara, NOW, MADRID)

    assert "case_changed" in db.session.scalars(select(CaseLetter.kind)).all()
    page = browser.get(f"/e/{db.session.scalars(select(CaseLink.token)).one()}")
    assert "Vam tornar a comptar el teu termini amb les festes corregides" in page.texts(".timeline li")[-1]


def test_nobody_is_written_to_when_a_day_of_the_office_moves(case, found, world, clara):
    new_holiday(date(2026, 11, 30))

    accept(world.office_id, {one.key for one in found().changes}, clara, NOW, MADRID)

    assert "case_changed" not in db.session.scalars(select(CaseLetter.kind)).all()
    recounted = select(CaseEvent.for_consumer).where(CaseEvent.kind == "deadline_recounted")
    assert db.session.scalars(recounted).one() is False


def test_what_could_not_be_counted_is_named_and_counted_once_the_year_is_there(open_case, found, world, clara):
    case = open_case(when=NOW.replace(year=2028))
    assert found().changes == []
    assert found().missing == {("CT", 2028): 1}

    load_holidays(2028)
    (change,) = found().changes
    accept(world.office_id, {change.key}, clara, NOW, MADRID)

    assert deadlines(case) == {"inform": change.after}
    assert change.before is None


def test_the_answer_of_a_basic_service_is_counted_once_the_year_is_there(case, found, world, clara):
    with writing() as session:
        file = session.get_one(type(read(case)), case)
        file.prior_claim_on, file.sector_code = date(2028, 3, 1), "telecom"
        refresh_prior_claim(session, file, NOW)
    assert found().missing == {("CT", 2028): 1}

    load_holidays(2028)

    assert [(one.kind, one.before, one.after) for one in found().changes] == [
        ("company_answers", None, date(2028, 3, 22))
    ]


def test_the_answer_about_a_bill_is_counted_with_its_five_days(case, found, world, clara):
    with writing() as session:
        file = session.get_one(type(read(case)), case)
        file.prior_claim_on, file.sector_code, file.prior_claim_about_billing = date(2026, 11, 2), "telecom", True
        refresh_prior_claim(session, file, NOW)
    assert found().changes == []
    new_holiday(date(2026, 11, 4))

    (change,) = found().changes
    accept(world.office_id, {change.key}, clara, NOW, MADRID)

    assert deadlines(case)["company_answers"] == date(2026, 11, 10)


def test_the_answer_about_a_bill_is_counted_once_the_year_is_there(case, found):
    with writing() as session:
        file = session.get_one(type(read(case)), case)
        file.prior_claim_on, file.sector_code, file.prior_claim_about_billing = date(2028, 3, 1), "telecom", True
        refresh_prior_claim(session, file, NOW)

    load_holidays(2028)

    assert [one.after for one in found().changes] == [date(2028, 3, 8)]


def test_a_year_later_nothing_was_closed_by_its_lateness(open_case, found, world, clara):
    late = [open_case(), open_case("in_progress"), open_case("sent_to_company"), open_case("in_mediation")]
    asked = open_case()
    require_documents(asked, Demand("remedy", ("invoice",), "", "in_person"), clara, NOW, "pending", MADRID)
    load_holidays(2028)

    for one in found().changes:
        accept(world.office_id, {one.key}, clara, NOW + days(366), MADRID)

    assert [read(one).is_open for one in (*late, asked)] == [True] * 5
    assert [len(deadlines(one)) for one in (*late, asked)] == [1, 0, 1, 1, 1]


def test_staff_put_a_year_of_a_municipality_on_file(case, found, clara, world):
    set_local_holidays("08091", 2028, [date(2028, 8, 24), date(2028, 8, 25)], clara, NOW)
    set_local_holidays("08091", 2028, [date(2028, 8, 24), date(2028, 1, 20)], clara, NOW)

    kept = db.session.scalars(select(Holiday.day).where(Holiday.place == "08091", Holiday.day >= date(2028, 1, 1)))
    assert sorted(kept) == [date(2028, 1, 20), date(2028, 8, 24)]


def test_a_year_from_the_order_is_not_typed_over(holidays, clara):
    with pytest.raises(FromTheOrder):
        set_local_holidays("08091", 2026, [], clara, NOW)


@pytest.mark.parametrize("given", [[date(2027, 1, 1)], [date(2028, 1, day) for day in (1, 2, 3)]])
def test_days_of_another_year_or_three_are_refused(holidays, clara, given):
    with pytest.raises(ValueError, match="2 local holidays"):
        set_local_holidays("08091", 2028, given, clara, NOW)


def test_a_municipality_that_there_is_not_has_no_holidays(holidays, clara):
    with pytest.raises(NoSuchMunicipality):
        set_local_holidays("99999", 2028, [], clara, NOW)


def test_the_years_on_file_say_where_they_come_from(holidays):
    assert years_on_file(db.session(), "08019")[2026] == {"CT": "rules", "08019": "rules"}


def test_moving_on_leaves_nothing_to_recount(case, found, clara):
    move(case, "in_progress", "", "", clara, NOW, "pending", MADRID)
    new_holiday(date(2026, 11, 30))

    assert found().changes == []
