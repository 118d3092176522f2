"""The table of states, and moving a case."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from cases.calendar import HolidaysNotLoaded
from cases.deadline_kinds import KINDS
from cases.models import DEADLINES, STATES as CODES, CaseEvent, CaseLetter, Deadline
from cases.move_case import (
    Amounts,
    AmountsWanted,
    CompanyWanted,
    ImpossibleMove,
    MoreThanClaimed,
    NotPartial,
    OwnActWanted,
    StateChanged,
    ToldWanted,
    WhyWanted,
    move,
)
from cases.states import STATES
from database import db
from staff.models import AuditEntry
from tests.cases.law.conftest import deadlines, read
from tests.support.cases import give_company
from tests.support.world import MADRID, NOW


@pytest.fixture
def case(case):
    """Against a company, for most ways lead there."""
    give_company(case)
    return case


def go(case, to, clara, seen="pending", why="", told="", now=NOW, amounts=None):
    move(case, to, why, told, clara, now, seen, MADRID, amounts)


def test_the_tables_know_every_code():
    assert STATES.keys() == set(CODES)
    assert KINDS.keys() == set(DEADLINES)


def test_the_table_of_states_holds_together():
    for code, state in STATES.items():
        assert set(state.next) <= STATES.keys() - {code}
        assert set(state.keeps) <= KINDS.keys()
        assert state.sets is None or state.sets in state.keeps
        assert state.closes == (state.next == ()) == (state.who_acts == "nobody") == (state.clock == "over")


def test_every_state_can_be_reached():
    reached = {"pending"} | {code for state in STATES.values() for code in state.next}

    assert reached == STATES.keys()


def test_taking_a_case_up_ends_the_time_to_tell_the_person_and_does_not_claim_that_it_was_done(case, clara):
    assert deadlines(case) == {"inform": date(2026, 12, 7)}

    go(case, "in_progress", clara)

    moved = read(case)
    assert (moved.state, moved.state_since, moved.next_due_on) == ("in_progress", NOW, None)
    assert db.session.scalars(select(Deadline.ended_because)).one() == "passed_on"


def test_passing_the_claim_on_gives_the_company_fifteen_working_days(case, clara):
    go(case, "sent_to_company", clara)

    assert (read(case).next_deadline, read(case).next_due_on) == ("company_replies_to_us", date(2026, 12, 15))


def test_mediation_lasts_three_months(case, clara):
    go(case, "in_progress", clara)
    go(case, "in_mediation", clara, "in_progress")

    assert deadlines(case) == {"mediation_ends": date(2027, 2, 23)}


@pytest.mark.parametrize("to", ["sent_to_company", "in_mediation", "in_arbitration"])
def test_nobody_is_told_that_a_company_was_asked_which_is_not_known(open_case, clara, to):
    case = open_case("in_progress", company_as_told="la de la llum")

    with pytest.raises(CompanyWanted):
        go(case, to, clara, "in_progress")

    assert (read(case).state, deadlines(case)) == ("in_progress", {})


def test_what_is_told_stands_beside_the_state_and_why_does_not(case, clara):
    go(case, "referred", clara, why="És d'assegurances", told="Ho porta la Direcció General d'Assegurances.")

    moved = read(case)
    shown = {
        event.kind: (event.words, event.for_consumer)
        for event in db.session.scalars(select(CaseEvent).where(CaseEvent.kind != "opened"))
    }
    assert moved.state_detail == "Ho porta la Direcció General d'Assegurances."
    assert shown == {
        "state_explained": ("És d'assegurances", False),
        "state_changed": ("Ho porta la Direcció General d'Assegurances.", True),
    }


def test_a_move_is_in_the_record_and_its_mail_is_promised(case, clara):
    go(case, "sent_to_company", clara)

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case_state_changed")).one()
    assert (entry.member_id, entry.before, entry.after) == (clara, {"state": "pending"}, {"state": "sent_to_company"})
    assert "case_changed" in db.session.scalars(select(CaseLetter.kind)).all()


def test_taking_a_case_up_writes_to_nobody_unless_something_is_said(case, clara):
    go(case, "in_progress", clara)
    assert db.session.scalars(select(CaseLetter.kind)).all() == ["case_opened"]


def test_an_agreement_is_closed_with_its_amounts(case, clara):
    go(case, "in_progress", clara)

    with pytest.raises(AmountsWanted):
        go(case, "closed_agreement", clara, "in_progress", why="Han pagat")
    go(case, "closed_agreement", clara, "in_progress", why="Han pagat", amounts=Amounts(Decimal(120), Decimal("99.50")))

    closed = read(case)
    assert (closed.amount_claimed, closed.amount_recovered) == (Decimal(120), Decimal("99.50"))
    assert (closed.closed_at, deadlines(case)) == (NOW, {})


def test_more_than_was_claimed_is_recovered_only_if_that_is_right(open_case, clara):
    case = open_case("in_progress")
    more = Amounts(Decimal(300), Decimal("3000.50"))

    with pytest.raises(MoreThanClaimed):
        go(case, "closed_agreement", clara, "in_progress", why="Han pagat", amounts=more)
    assert (read(case).state, read(case).amount_recovered) == ("in_progress", None)

    go(case, "closed_agreement", clara, "in_progress", why="Han pagat", amounts=replace(more, more_is_right=True))
    assert (read(case).state, read(case).amount_recovered) == ("closed_agreement", Decimal("3000.50"))


@pytest.mark.parametrize("more_is_right", [False, True])
def test_an_agreement_on_more_than_all_is_not_partial(open_case, clara, more_is_right):
    case = open_case("in_progress")
    amounts = Amounts(Decimal(10), Decimal(9999), more_is_right)

    with pytest.raises(NotPartial):
        go(case, "closed_partial_agreement", clara, "in_progress", why="Han pagat", amounts=amounts)

    assert (read(case).state, read(case).amount_claimed) == ("in_progress", None)


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("withdrawn", WhyWanted),
        ("referred", WhyWanted),
        ("documents_required", OwnActWanted),
        ("inadmissible", OwnActWanted),
        ("in_mediation", ImpossibleMove),
        ("pending", ImpossibleMove),
    ],
)
def test_a_refused_move_changes_nothing(case, clara, to, refusal):
    with pytest.raises(refusal):
        go(case, to, clara)

    assert read(case).state == "pending"
    assert deadlines(case) == {"inform": date(2026, 12, 7)}


def test_whoever_is_referred_is_told_where_to(case, clara):
    with pytest.raises(ToldWanted):
        go(case, "referred", clara, why="No és nostre")


def test_an_impossible_move_says_which_ones_are_possible(case, clara):
    go(case, "withdrawn", clara, why="Ha trucat")

    with pytest.raises(ImpossibleMove) as refused:
        go(case, "in_progress", clara, "withdrawn")

    assert (refused.value.state, refused.value.allowed) == ("withdrawn", ())


def test_whoever_saw_an_older_state_is_told_of_the_newer_one(case, clara):
    go(case, "in_progress", clara)

    with pytest.raises(StateChanged) as refused:
        go(case, "sent_to_company", clara, "pending")

    assert (refused.value.state, refused.value.since) == ("in_progress", NOW)


def test_a_year_without_holidays_refuses_the_move_and_nothing_is_half_done(case, clara):
    late = NOW.replace(year=2027, month=12, day=20)

    with pytest.raises(HolidaysNotLoaded):
        go(case, "sent_to_company", clara, now=late)

    assert read(case).state == "pending"
    assert deadlines(case) == {"inform": date(2026, 12, 7)}


def test_what_comes_in_on_a_sunday_counts_as_of_monday(open_case):
    sunday = NOW - timedelta(days=1)

    assert deadlines(open_case(when=sunday)) == {"inform": date(2026, 12, 7)}


def test_a_case_is_opened_also_where_its_deadline_cannot_be_counted(open_case):
    case = open_case(when=NOW.replace(year=2028))

    assert deadlines(case) == {}
    assert read(case).next_deadline is None
