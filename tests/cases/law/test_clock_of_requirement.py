"""The clock was stopped by hand when a requirement was notified, which stops it too: each for its own days."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from cases.models import CaseEvent, CaseLetter, CaseLink, ClockStop
from cases.move_case import move
from cases.notification import Days
from cases.notify import notify_requirement
from cases.require_documents import Demand, extend_time, meet_requirement, require_documents
from cases.stop_clock import ClockRuns, resume_clock, stop_clock
from database import db
from tests.cases.law.conftest import days, deadlines, read
from tests.support.browser_client import Browser
from tests.support.staff import signed_in
from tests.support.world import MADRID, NOW, at

TODAY = date(2026, 11, 23)
OPENED = date(2026, 11, 26)
RESUMED = date(2026, 11, 30)
A_WEEK_LATER = NOW + days(7)
INVOICE = Demand("remedy", ("invoice",), "", "enotum", TODAY)


@pytest.fixture
def asked(case, clara):
    """Id of a requirement made today, while the clock stands still for another body."""
    stop_clock(case, "other_body", TODAY, "", clara, NOW, MADRID)
    return require_documents(case, INVOICE, clara, NOW, "pending", MADRID)


@pytest.fixture
def notified(case, asked, clara):
    """The same, opened by the person three days later."""
    notify(case, asked, clara)
    return asked


def notify(case, asked, clara, opened_on=OPENED, now=A_WEEK_LATER):
    notify_requirement(case, asked, Days(TODAY, opened_on), "", clara, now, MADRID)


def resume(case, clara, now=A_WEEK_LATER):
    resume_clock(case, clara, now, MADRID)


def stops(case):
    rows = db.session.scalars(
        select(ClockStop)
        .where(ClockStop.case_id == case)
        .order_by(ClockStop.id)
        .execution_options(populate_existing=True)
    )
    return [(stop.why, stop.since, stop.until) for stop in rows]


def test_the_clock_stands_still_on_for_what_the_person_was_asked_for(case, notified, clara):
    resume(case, clara)

    assert read(case).clock_stopped_on == RESUMED
    assert stops(case) == [("other_body", TODAY, RESUMED), ("documents_required", RESUMED, None)]
    with pytest.raises(ClockRuns):
        resume(case, clara)


def test_days_before_it_was_stopped_by_hand_are_not_lost(case, clara):
    asked = require_documents(case, INVOICE, clara, NOW, "pending", MADRID)
    stop_clock(case, "other_body", date(2026, 11, 25), "", clara, NOW + days(2), MADRID)
    notify(case, asked, clara, date(2026, 11, 24))
    resume(case, clara)

    assert read(case).clock_stopped_on == date(2026, 11, 24)
    assert stops(case)[1:] == [("documents_required", date(2026, 11, 24), None)]


def test_it_runs_once_that_has_come(case, notified, clara):
    resume(case, clara)
    meet_requirement(case, notified, clara, NOW + days(9), MADRID)

    assert read(case).clock_stopped_on is None
    assert stops(case)[1:] == [("documents_required", RESUMED, date(2026, 12, 2))]


def test_without_it_the_clock_stands_still_for_the_time_given_only(case, notified, clara):
    resume(case, clara)
    move(case, "in_progress", "", "", clara, NOW + days(60), "documents_required", MADRID)

    assert stops(case)[1:] == [("documents_required", RESUMED, date(2026, 12, 11))]


def test_the_person_reads_that_it_stands_still_and_is_written_to(case, notified, clara, browser):
    resume(case, clara)

    page = browser.get(f"/e/{db.session.scalars(select(CaseLink.token)).one()}")
    assert page.texts(".timeline li")[-1].endswith("El termini continua aturat, ara pel que et vam demanar")
    assert "torna a comptar" not in page.text
    assert "case_changed" in db.session.scalars(select(CaseLetter.kind)).all()
    assert db.session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)).all()[-1] == "clock_stays_stopped"


def test_it_stands_still_on_the_last_day_of_the_time_given_and_on_no_page_after_it(app, world, case, notified, clara):
    resume(case, clara)
    own = f"/e/{db.session.scalars(select(CaseLink.token)).one()}"
    file = f"/expedients/{read(case).reference}"

    for day, stands_still in ((11, True), (12, False)):
        with time_machine.travel(at(day, "12:00", month=12), tick=False):
            desk = signed_in(app, "technician", office_id=world.office_id)
            assert ("el nostre termini per resoldre està aturat" in Browser(app).get(own).text) is stands_still
            assert ("termini per resoldre aturat" in " ".join(desk.get(file).texts("#state"))) is stands_still


def test_what_was_not_notified_yet_stops_nothing(case, asked, clara):
    resume(case, clara)

    assert (read(case).clock_stopped_on, stops(case)) == (None, [("other_body", TODAY, RESUMED)])


def test_a_warning_of_lapse_stops_nothing(case, clara):
    stop_clock(case, "other_body", TODAY, "", clara, NOW, MADRID)
    require_documents(case, Demand("lapse", (), "Vols continuar?", "in_person"), clara, NOW, "pending", MADRID)
    resume(case, clara)

    assert read(case).clock_stopped_on is None


def test_what_came_meanwhile_stops_nothing_more(case, notified, clara):
    meet_requirement(case, notified, clara, NOW + days(5), MADRID)
    assert stops(case) == [("other_body", TODAY, None)]

    resume(case, clara)
    assert stops(case) == [("other_body", TODAY, RESUMED)]


def test_a_requirement_whose_time_is_over_stops_nothing_more(case, notified, clara):
    assert deadlines(case)["remedy"] == date(2026, 12, 11)

    resume(case, clara, NOW + days(19))

    assert read(case).clock_stopped_on is None
    notify(case, notified, clara, now=NOW + days(20))
    assert stops(case) == [("other_body", TODAY, date(2026, 12, 12))]


@pytest.mark.parametrize("opened_on", [date(2026, 11, 24), date(2026, 11, 30)])
def test_days_typed_again_and_more_time_leave_no_day_counted_twice(case, notified, clara, opened_on):
    resume(case, clara)
    notify(case, notified, clara, opened_on)
    extend_time(case, notified, 2, "", clara, NOW + days(7), MADRID)

    assert stops(case) == [("other_body", TODAY, RESUMED), ("documents_required", RESUMED, None)]
    assert read(case).clock_stopped_on == RESUMED


@pytest.mark.parametrize(("opened_on", "since"), [(OPENED, RESUMED), (date(2026, 12, 1), date(2026, 12, 1))])
def test_a_notification_that_is_known_of_afterwards_stops_it_from_the_day_that_is_free(
    case, asked, clara, opened_on, since
):
    resume(case, clara)
    notify(case, asked, clara, opened_on, NOW + days(9))

    assert stops(case) == [("other_body", TODAY, RESUMED), ("documents_required", since, None)]
