"""Requiring documents: its time, its notification, the clock, and what comes of it."""

from datetime import date

import pytest
from sqlalchemy import select

from cases.calendar import HolidaysNotLoaded
from cases.models import CaseEvent, CaseLetter, ClockStop, Deadline, Requirement
from cases.move_case import ImpossibleMove, StateChanged, move
from cases.notification import Days, WrongDay, rejected_if_unopened
from cases.notify import NoSuchReceipt, notify_requirement
from cases.require_documents import (
    AlreadyExtended,
    Demand,
    NoMoreTime,
    NothingAsked,
    extend_time,
    meet_requirement,
    require_documents,
)
from cases.requirements import NoRequirement
from cases.resolve import Decision, NotYetOver, resolve
from database import db
from tests.cases.law.conftest import days, deadlines, read
from tests.support.world import MADRID, NOW

TODAY = date(2026, 11, 23)
INVOICE = Demand("remedy", ("invoice",), "La factura de compra.", "enotum", TODAY)
WITHDRAWN = Decision("deemed_withdrawn", "No ha aportat la factura.", "", "enotum")


@pytest.fixture
def asked(case, clara):
    """Id of the requirement of an invoice, which was put at the person's disposal today."""
    return require_documents(case, INVOICE, clara, NOW, "pending", MADRID)


def notify(case, asked, clara, now=NOW, receipt="", **on):
    notify_requirement(case, asked, Days(**{"deposited_on": TODAY, **on}), receipt, clara, now, MADRID)


def stops(case):
    rows = db.session.scalars(
        select(ClockStop).where(ClockStop.case_id == case).execution_options(populate_existing=True)
    )
    return [(stop.since, stop.until, stop.why) for stop in rows]


def is_provisional():
    running = select(Deadline.provisional).where(Deadline.kind == "remedy", Deadline.ended_at.is_(None))
    return db.session.scalars(running).one()


def test_the_time_is_provisional_from_the_deposit_and_the_clock_runs_on(case, asked):
    assert (read(case).state, deadlines(case)["remedy"], is_provisional()) == (
        "documents_required",
        date(2026, 12, 7),
        True,
    )
    assert (read(case).clock_stopped_on, stops(case)) == (None, [])


def test_the_person_is_sent_to_look_by_a_mail_that_is_no_notification(case, asked):
    assert "documents_wanted" in db.session.scalars(select(CaseLetter.kind)).all()
    assert db.session.scalars(select(CaseEvent.kind)).all() == ["opened", "documents_required"]


def test_opening_it_makes_the_time_final_and_stops_the_clock(case, asked, clara):
    notify(case, asked, clara, now=NOW + days(4), opened_on=date(2026, 11, 26))

    assert (deadlines(case)["remedy"], is_provisional()) == (date(2026, 12, 11), False)
    assert stops(case) == [(date(2026, 11, 26), None, "documents_required")]
    assert read(case).clock_stopped_on == date(2026, 11, 26)


def test_after_ten_calendar_days_it_can_be_noted_as_rejected(case, asked, clara):
    assert rejected_if_unopened(TODAY, date(2026, 12, 3)) is None
    assert rejected_if_unopened(TODAY, date(2026, 12, 4)) == date(2026, 12, 3)

    notify(case, asked, clara, now=NOW + days(11), rejected_on=date(2026, 12, 3))

    assert deadlines(case)["remedy"] == date(2026, 12, 18)


def test_a_day_typed_wrong_is_corrected_with_its_deadline_and_the_clock(case, asked, clara):
    notify(case, asked, clara, now=NOW + days(4), opened_on=date(2026, 11, 26))
    notify(case, asked, clara, now=NOW + days(4), opened_on=date(2026, 11, 25))

    assert deadlines(case)["remedy"] == date(2026, 12, 10)
    assert stops(case) == [(date(2026, 11, 25), None, "documents_required")]


@pytest.mark.parametrize(
    ("on", "field", "problem"),
    [
        ({"deposited_on": date(2026, 12, 20)}, "deposited_on", "future"),
        ({"deposited_on": date(2026, 11, 22)}, "deposited_on", "before_asked"),
        ({"deposited_on": None, "opened_on": date(2026, 11, 25)}, "deposited_on", "no_deposit"),
        ({"deposited_on": date(2026, 11, 25), "opened_on": date(2026, 11, 24)}, "opened_on", "before_deposit"),
        ({"opened_on": date(2026, 11, 24), "rejected_on": date(2026, 11, 25)}, "rejected_on", "both"),
        ({"opened_on": date(2026, 12, 4)}, "opened_on", "rejected_already"),
        ({"deposited_on": None}, "deposited_on", "nothing"),
    ],
)
def test_days_that_cannot_be_true_are_refused_and_nothing_changes(case, asked, clara, on, field, problem):
    with pytest.raises(WrongDay) as refused:
        notify(case, asked, clara, now=NOW + days(14), **on)

    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert deadlines(case)["remedy"] == date(2026, 12, 7)


def test_a_receipt_is_a_document_of_the_case(case, asked, clara):
    with pytest.raises(NoSuchReceipt):
        notify(case, asked, clara, receipt="D-XXXX-XXXX")


def test_what_is_handed_over_in_person_is_notified_at_once(case, clara):
    require_documents(case, Demand("remedy", ("invoice",), "", "in_person"), clara, NOW, "pending", MADRID)

    assert (deadlines(case)["remedy"], is_provisional()) == (date(2026, 12, 7), False)
    assert read(case).clock_stopped_on == TODAY


def test_without_a_deposit_no_time_runs_yet(case, clara):
    require_documents(case, Demand("remedy", ("invoice",), "", "enotum"), clara, NOW, "pending", MADRID)

    assert (read(case).next_deadline, deadlines(case)) == (None, {})


def test_papers_end_the_time_and_the_clock_goes_on(case, asked, clara):
    notify(case, asked, clara, now=NOW + days(4), opened_on=date(2026, 11, 26))
    meet_requirement(case, asked, clara, NOW + days(7), MADRID)

    assert (read(case).state, deadlines(case), read(case).clock_stopped_on) == ("in_progress", {}, None)
    assert stops(case) == [(date(2026, 11, 26), date(2026, 11, 30), "documents_required")]
    assert db.session.get(Requirement, asked).met_at == NOW + days(7)
    ended = select(Deadline.ended_because).where(Deadline.kind == "remedy").order_by(Deadline.id.desc())
    assert db.session.scalars(ended).first() == "met"


def test_late_papers_count_until_there_is_a_resolution_and_stop_the_clock_for_the_time_given_only(case, asked, clara):
    notify(case, asked, clara, now=NOW + days(4), opened_on=date(2026, 11, 26))
    meet_requirement(case, asked, clara, NOW + days(60), MADRID)

    assert read(case).state == "in_progress"
    assert stops(case) == [(date(2026, 11, 26), date(2026, 12, 11), "documents_required")]


def test_time_is_extended_by_up_to_five_days_once_and_before_it_ends(case, asked, clara):
    extend_time(case, asked, 5, "Espera el duplicat.", clara, NOW + days(14), MADRID)

    assert deadlines(case)["remedy"] == date(2026, 12, 15)
    with pytest.raises(AlreadyExtended):
        extend_time(case, asked, 1, "", clara, NOW + days(14), MADRID)
    with pytest.raises(ValueError, match="1 to 5"):
        extend_time(case, asked, 6, "", clara, NOW + days(14), MADRID)


def test_an_extension_outlives_the_day_of_opening(case, asked, clara):
    extend_time(case, asked, 2, "", clara, NOW, MADRID)
    notify(case, asked, clara, now=NOW + days(4), opened_on=date(2026, 11, 26))

    assert deadlines(case)["remedy"] == date(2026, 12, 15)


def test_time_that_is_over_is_not_extended(case, asked, clara):
    with pytest.raises(NoMoreTime) as refused:
        extend_time(case, asked, 5, "", clara, NOW + days(17), MADRID)

    assert refused.value.due_on == date(2026, 12, 7)


def test_only_a_resolution_after_the_final_date_takes_the_case_as_withdrawn(case, asked, clara):
    with pytest.raises(NotYetOver) as refused:
        resolve(case, WITHDRAWN, clara, NOW + days(30), "documents_required", MADRID)
    assert refused.value.due_on is None

    notify(case, asked, clara, now=NOW + days(30), rejected_on=date(2026, 12, 3))
    with pytest.raises(NotYetOver) as refused:
        resolve(case, WITHDRAWN, clara, NOW + days(25), "documents_required", MADRID)
    assert refused.value.due_on == date(2026, 12, 18)

    resolve(case, WITHDRAWN, clara, NOW + days(26), "documents_required", MADRID)

    assert (read(case).state, deadlines(case)) == ("deemed_withdrawn", {})
    assert db.session.get(Requirement, asked).resolved_at == NOW + days(26)
    assert stops(case) == [(date(2026, 12, 3), date(2026, 12, 18), "documents_required")]


def test_going_on_without_the_papers_lets_the_requirement_go(case, asked, clara):
    move(case, "in_progress", "Ja les té l'ajuntament", "", clara, NOW, "documents_required", MADRID)

    assert deadlines(case) == {}
    with pytest.raises(NoRequirement):
        meet_requirement(case, asked, clara, NOW, MADRID)


def test_a_warning_of_lapse_gives_three_months(case, clara):
    warning = Demand("lapse", (), "Ha de dir si vol continuar.", "in_person")
    require_documents(case, warning, clara, NOW, "pending", MADRID)

    assert deadlines(case) == {"lapse": date(2027, 2, 23)}
    with pytest.raises(ImpossibleMove):
        resolve(case, WITHDRAWN, clara, NOW + days(120), "documents_required", MADRID)
    with pytest.raises(NotYetOver):
        resolve(case, Decision("lapsed", "Res", "", "enotum"), clara, NOW + days(92), "documents_required", MADRID)
    resolve(case, Decision("lapsed", "Res", "", "enotum"), clara, NOW + days(93), "documents_required", MADRID)
    assert read(case).state == "lapsed"


def test_a_warning_of_lapse_is_told_of_by_a_mail_that_speaks_of_no_papers(case, clara):
    warning = Demand("lapse", (), "Ha de dir si vol continuar.", "in_person")
    require_documents(case, warning, clara, NOW, "pending", MADRID)

    kinds = db.session.scalars(select(CaseLetter.kind)).all()
    assert ("answer_wanted" in kinds, "documents_wanted" in kinds) == (True, False)


def test_a_requirement_that_asks_for_nothing_is_refused(case, clara):
    with pytest.raises(NothingAsked):
        require_documents(case, Demand("remedy", (), "", "enotum"), clara, NOW, "pending", MADRID)


def test_requiring_on_a_case_that_somebody_moved_is_refused(case, clara):
    move(case, "in_progress", "", "", clara, NOW, "pending", MADRID)

    with pytest.raises(StateChanged):
        require_documents(case, INVOICE, clara, NOW, "pending", MADRID)


def test_a_year_without_holidays_refuses_the_requirement_and_nothing_is_half_done(case, clara):
    late = NOW.replace(year=2027, month=12, day=20)
    demand = Demand("remedy", ("invoice",), "", "enotum", date(2027, 12, 20))

    with pytest.raises(HolidaysNotLoaded):
        require_documents(case, demand, clara, late, "pending", MADRID)

    assert read(case).state == "pending"
    assert db.session.scalars(select(Requirement)).all() == []
