"""Resolutions, opening again, other procedures, and the clock."""

from datetime import date

import pytest
from sqlalchemy import select, update

from cases.change_procedure import ProcedureChanged, SameProcedure, change_procedure
from cases.models import CaseEvent, CaseLetter, ClockStop, Resolution
from cases.move_case import WhyWanted, move
from cases.notification import Days
from cases.notify import NoResolution, notify_resolution
from cases.reopen_case import NotClosed, reopen_case
from cases.resolve import Decision, GroundWanted, resolve
from cases.stop_clock import CaseClosed, ClockRuns, ClockStandsStill, DayNotPossible, resume_clock, stop_clock
from database import db, writing
from tests.cases.law.conftest import days, deadlines, read
from tests.support.world import MADRID, NOW

TODAY = date(2026, 11, 23)
NOT_ADMITTED = Decision("inadmissible", "No ha reclamat a l'empresa.", "Reclama-hi primer.", "enotum", "no_prior_claim")


def test_a_case_not_admitted_is_notified_within_21_days_of_being_complete(case, clara):
    resolve(case, NOT_ADMITTED, clara, NOW + days(7), "pending", MADRID)

    assert deadlines(case) == {"notify_inadmissible": date(2026, 12, 14)}
    assert db.session.scalars(select(Resolution.ground)).one() == "no_prior_claim"

    notify_resolution(case, Days(date(2026, 11, 30), date(2026, 12, 1)), "", clara, NOW + days(9), MADRID)

    assert deadlines(case) == {}


def test_a_case_is_not_admitted_on_a_ground_of_the_law_and_with_a_reason(case, clara):
    with pytest.raises(GroundWanted):
        resolve(case, Decision("inadmissible", "Perquè no.", "", "enotum", "because"), clara, NOW, "pending", MADRID)
    with pytest.raises(WhyWanted):
        resolve(case, Decision("inadmissible", "", "", "enotum", "unfounded"), clara, NOW, "pending", MADRID)
    assert read(case).state == "pending"


def test_there_is_nothing_to_notify_without_a_resolution(case, clara):
    with pytest.raises(NoResolution):
        notify_resolution(case, Days(TODAY), "", clara, NOW, MADRID)


def test_a_closed_case_is_opened_again_with_a_reason(case, clara):
    move(case, "withdrawn", "Ha trucat", "", clara, NOW, "pending", MADRID)

    with pytest.raises(WhyWanted):
        reopen_case(case, "", "", clara, NOW, "withdrawn", MADRID)
    reopen_case(case, "Es va confondre d'expedient", "", clara, NOW + days(1), "withdrawn", MADRID)

    assert (read(case).state, read(case).closed_at) == ("in_progress", None)
    assert "reopened" in db.session.scalars(select(CaseEvent.kind)).all()


def test_an_open_case_is_not_opened_again(case, clara):
    with pytest.raises(NotClosed):
        reopen_case(case, "Per si de cas", "", clara, NOW, "pending", MADRID)


def test_a_procedure_changes_and_its_history_stays(case, clara):
    change_procedure(case, "mediation", "Les dues parts volen", clara, NOW, "claim")

    kept = db.session.scalars(select(CaseEvent.details).where(CaseEvent.kind == "procedure_changed")).one()
    assert (read(case).procedure, kept) == ("mediation", {"from": "claim", "to": "mediation"})


@pytest.mark.parametrize(
    ("to", "why", "seen", "refusal"),
    [
        ("mediation", "Cal", "enquiry", ProcedureChanged),
        ("claim", "Cal", "claim", SameProcedure),
        ("mediation", "", "claim", WhyWanted),
    ],
)
def test_a_change_of_procedure_is_refused_in_words(case, clara, to, why, seen, refusal):
    with pytest.raises(refusal):
        change_procedure(case, to, why, clara, NOW, seen)
    assert read(case).procedure == "claim"


def test_a_closed_case_keeps_its_procedure(case, clara):
    move(case, "answered", "", "", clara, NOW, "pending", MADRID)

    with pytest.raises(CaseClosed):
        change_procedure(case, "complaint", "Cal", clara, NOW, "claim")


def test_the_clock_stands_still_while_another_body_is_asked(case, clara):
    stop_clock(case, "other_body", TODAY, "Informe d'Indústria", clara, NOW, MADRID)
    assert read(case).clock_stopped_on == TODAY

    with pytest.raises(ClockStandsStill):
        stop_clock(case, "mediation", TODAY, "", clara, NOW, MADRID)
    resume_clock(case, clara, NOW + days(3), MADRID)

    assert read(case).clock_stopped_on is None
    assert db.session.scalars(select(ClockStop.until)).one() == date(2026, 11, 26)
    with pytest.raises(ClockRuns):
        resume_clock(case, clara, NOW + days(3), MADRID)


def test_the_person_is_written_to_when_the_clock_stops_and_when_it_goes_on(case, clara):
    def promised():
        """Kinds of the mails promised since it was last asked; they are sent then."""
        with writing() as session:
            letters = session.scalars(select(CaseLetter).where(CaseLetter.sent_at.is_(None))).all()
            session.execute(update(CaseLetter).values(sent_at=NOW, attempts=1))
            return [letter.kind for letter in letters]

    promised()
    stop_clock(case, "other_body", TODAY, "", clara, NOW, MADRID)
    assert promised() == ["case_changed"]

    resume_clock(case, clara, NOW + days(3), MADRID)
    assert promised() == ["case_changed"]


@pytest.mark.parametrize("since", [date(2026, 11, 22), date(2026, 11, 24)])
def test_the_clock_stops_on_a_day_that_the_case_has_lived(case, clara, since):
    with pytest.raises(DayNotPossible):
        stop_clock(case, "other_body", since, "", clara, NOW, MADRID)


def test_closing_lets_the_clock_end(case, clara):
    stop_clock(case, "other_body", TODAY, "", clara, NOW, MADRID)
    move(case, "answered", "", "", clara, NOW + days(1), "pending", MADRID)

    assert (read(case).clock_stopped_on, db.session.scalars(select(ClockStop.until)).one()) == (
        None,
        date(2026, 11, 24),
    )
