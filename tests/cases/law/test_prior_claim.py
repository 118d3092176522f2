"""The dates of the claim that the person made to the company."""

from datetime import date

import pytest

from cases.calendar import Calendar
from cases.models import Deadline
from cases.move_case import move
from cases.prior_claim import ReplyBeforeClaim, office_may_act_from, prior_claim_dates, refresh_prior_claim
from database import db, writing
from tests.cases.law.conftest import deadlines, read
from tests.cases.law.test_calendar import HERE
from tests.support.cases import give_company
from tests.support.world import MADRID, NOW

CLAIMED = date(2026, 11, 2)


@pytest.fixture
def claim(case):
    """Writes into the file when the person claimed and when the company replied."""

    def write(claimed_on, replied_on=None, sector=None, about_billing=False):
        with writing() as session:
            file = session.get_one(type(read(case)), case)
            file.prior_claim_on, file.prior_reply_on, file.sector_code = claimed_on, replied_on, sector
            file.prior_claim_about_billing = about_billing
            refresh_prior_claim(session, file, NOW)
        return case

    return write


def test_a_company_has_a_month_and_the_office_may_act_on_the_day_after():
    dates = prior_claim_dates(HERE, CLAIMED, None, basic_service=False)

    assert dates.company_answers_by == date(2026, 12, 2)
    assert dates.office_may_act_from == date(2026, 12, 3)


def test_a_basic_service_has_fifteen_working_days_and_the_office_may_act_after_a_month_all_the_same():
    dates = prior_claim_dates(HERE, CLAIMED, None, basic_service=True)

    assert dates.company_answers_by == date(2026, 11, 23)
    assert dates.office_may_act_from == date(2026, 12, 3)


def test_a_basic_service_had_a_month_before_the_law_of_december_2025():
    assert prior_claim_dates(HERE, date(2025, 12, 27), None, True).company_answers_by == date(2026, 1, 27)


def test_about_a_bill_a_basic_service_has_five_working_days_and_the_office_may_act_after_a_month_all_the_same():
    dates = prior_claim_dates(HERE, CLAIMED, None, basic_service=True, about_billing=True)

    assert dates.company_answers_by == date(2026, 11, 9)
    assert dates.office_may_act_from == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("claimed_on", "basic_service", "last"),
    [(CLAIMED, False, date(2026, 12, 2)), (date(2025, 12, 27), True, date(2026, 1, 27))],
)
def test_about_a_bill_others_have_a_month_and_so_had_everybody_before_the_law(claimed_on, basic_service, last):
    assert prior_claim_dates(HERE, claimed_on, None, basic_service, about_billing=True).company_answers_by == last


def test_a_month_between_private_people_may_end_on_a_holiday():
    assert prior_claim_dates(HERE, date(2026, 11, 25), None, False).company_answers_by == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("replied", "from_"),
    [(date(2026, 11, 10), date(2026, 11, 10)), (date(2026, 12, 20), date(2026, 12, 3)), (None, date(2026, 12, 3))],
)
def test_a_reply_opens_the_way_at_once_and_a_late_one_does_not_close_it(replied, from_):
    assert office_may_act_from(CLAIMED, replied) == from_


def test_a_reply_before_the_claim_is_refused():
    with pytest.raises(ReplyBeforeClaim):
        office_may_act_from(CLAIMED, date(2026, 11, 1))


def test_a_claim_expires_after_a_year_and_warns_from_the_tenth_month():
    dates = prior_claim_dates(HERE, CLAIMED, None, basic_service=False)

    assert (dates.warn_from, dates.expires_on) == (date(2027, 9, 2), date(2027, 11, 2))


def test_the_month_is_told_even_where_working_days_cannot_be_counted():
    nothing_on_file = Calendar(("CT",), {}, frozenset())

    dates = prior_claim_dates(nothing_on_file, CLAIMED, None, basic_service=True)

    assert dates.company_answers_by is None
    assert dates.office_may_act_from == date(2026, 12, 3)


def test_writing_the_claim_down_sets_its_dates(claim):
    case = claim(CLAIMED, sector="telecom")

    assert deadlines(case) == {
        "inform": date(2026, 12, 7),
        "company_answers": date(2026, 11, 23),
        "office_may_act": date(2026, 12, 3),
        "claim_expires": date(2027, 11, 2),
    }


def test_what_lies_between_the_person_and_the_company_is_never_the_next_date_of_the_case(claim):
    case = claim(date(2026, 10, 1))

    assert deadlines(case)["company_answers"] == date(2026, 11, 1)
    assert (read(case).next_deadline, read(case).next_due_on) == ("inform", date(2026, 12, 7))


def test_correcting_the_claim_replaces_its_dates_and_saving_it_again_changes_nothing(claim):
    claim(CLAIMED)
    claim(date(2026, 11, 5))
    case = claim(date(2026, 11, 5))

    assert deadlines(case)["company_answers"] == date(2026, 12, 5)
    assert db.session.query(Deadline).filter_by(kind="company_answers").count() == 2


def test_saying_that_it_is_about_a_bill_brings_the_answer_forward(claim):
    claim(CLAIMED, sector="telecom")
    case = claim(CLAIMED, sector="telecom", about_billing=True)

    assert deadlines(case)["company_answers"] == date(2026, 11, 9)


def test_a_reply_meets_the_companys_deadline(claim):
    claim(CLAIMED)
    case = claim(CLAIMED, date(2026, 11, 20))

    assert "company_answers" not in deadlines(case)
    assert deadlines(case)["office_may_act"] == date(2026, 11, 20)
    assert db.session.query(Deadline).filter_by(kind="company_answers").one().ended_because == "met"


def test_taking_the_claim_out_takes_its_dates_out(claim):
    claim(CLAIMED)
    case = claim(None)

    assert deadlines(case).keys() == {"inform"}


def test_its_dates_are_over_once_the_claim_was_passed_on(claim, clara):
    case = claim(CLAIMED)
    give_company(case)
    move(case, "sent_to_company", "", "", clara, NOW, "pending", MADRID)
    claim(CLAIMED, date(2026, 11, 20))

    assert deadlines(case) == {"company_replies_to_us": date(2026, 12, 15)}
