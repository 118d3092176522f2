"""More time for a mediation: six months in all, with a cause, once, and before it ends."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from booking.models import Holiday, HolidayYear
from cases.calendar import HolidaysNotLoaded
from cases.extend_mediation import NotInMediation, extend_mediation
from cases.models import CaseEvent, CaseLetter, Deadline
from cases.move_case import StateChanged, WhyWanted, move
from cases.recount import accept, recount
from cases.require_documents import AlreadyExtended, NoMoreTime
from database import db, writing
from staff.models import AuditEntry
from tests.cases.law.conftest import days, deadlines, read
from tests.support.world import MADRID, NOW

ENDS = date(2027, 2, 23)
CAUSE = "L'empresa encara no ha enviat el peritatge"


@pytest.fixture
def mediated(open_case):
    """Id of a case whose mediation began today."""
    return open_case("in_mediation")


def extend(case, clara, months=3, why=CAUSE, told="", now=NOW, seen_state="in_mediation"):
    extend_mediation(case, months, why, told, clara, now, seen_state, MADRID)


@pytest.mark.parametrize(("months", "last"), [(1, date(2027, 3, 23)), (2, date(2027, 4, 23)), (3, date(2027, 5, 24))])
def test_it_lasts_up_to_six_months_from_the_day_on_which_it_began(mediated, clara, months, last):
    extend(mediated, clara, months, now=NOW + days(60))

    assert deadlines(mediated) == {"mediation_ends": last}
    assert (read(mediated).next_deadline, read(mediated).next_due_on) == ("mediation_ends", last)


def test_the_time_that_it_had_stays_on_file(mediated, clara):
    extend(mediated, clara)

    rows = db.session.scalars(select(Deadline).where(Deadline.kind == "mediation_ends").order_by(Deadline.id))
    assert [(row.starts_on, row.due_on, row.extended_by, row.ended_because) for row in rows] == [
        (date(2026, 11, 23), ENDS, 0, "replaced"),
        (date(2026, 11, 23), date(2027, 5, 24), 3, None),
    ]


def test_it_is_extended_once(mediated, clara):
    extend(mediated, clara, 1)

    with pytest.raises(AlreadyExtended):
        extend(mediated, clara, 1)
    assert deadlines(mediated) == {"mediation_ends": date(2027, 3, 23)}


def test_it_is_extended_on_its_last_day_and_not_later(mediated, open_case, clara):
    late = open_case("in_mediation")
    extend(mediated, clara, now=NOW + days(92))

    with pytest.raises(NoMoreTime) as refused:
        extend(late, clara, now=NOW + days(93))

    assert refused.value.due_on == ENDS
    assert deadlines(late) == {"mediation_ends": ENDS}


def test_it_needs_a_cause(mediated, clara):
    with pytest.raises(WhyWanted):
        extend(mediated, clara, why="")


@pytest.mark.parametrize("months", [0, 4])
def test_no_other_number_of_months_is_given(mediated, clara, months):
    with pytest.raises(ValueError, match="1 to 3"):
        extend(mediated, clara, months)


def test_what_is_no_mediation_is_not_extended(case, clara):
    with pytest.raises(NotInMediation):
        extend(case, clara, seen_state="pending")


def test_a_mediation_that_somebody_ended_meanwhile_is_not_extended(mediated, clara):
    move(mediated, "in_progress", "", "", clara, NOW, "in_mediation", MADRID)

    with pytest.raises(StateChanged):
        extend(mediated, clara)


def test_a_mediation_without_a_date_has_no_time_to_extend(mediated, clara):
    with writing() as session:
        session.execute(delete(Deadline))

    with pytest.raises(NoMoreTime) as refused:
        extend(mediated, clara)
    assert refused.value.due_on is None


def test_a_year_without_holidays_refuses_it_and_nothing_changes(mediated, clara):
    with writing() as session:
        session.execute(delete(HolidayYear).where(HolidayYear.year == 2027))

    with pytest.raises(HolidaysNotLoaded):
        extend(mediated, clara)
    assert deadlines(mediated) == {"mediation_ends": ENDS}
    assert db.session.scalars(select(CaseEvent.kind)).all() == ["opened"]


def test_the_person_is_sent_to_look_and_reads_what_is_told_and_not_why(mediated, clara):
    extend(mediated, clara, told="Esperem l'informe del perit.")

    events = db.session.scalars(select(CaseEvent).where(CaseEvent.kind != "opened").order_by(CaseEvent.id))
    assert [(event.kind, event.words, event.for_consumer) for event in events] == [
        ("extension_explained", CAUSE, False),
        ("mediation_extended", "Esperem l'informe del perit.", True),
    ]
    assert "case_changed" in db.session.scalars(select(CaseLetter.kind)).all()


def test_it_is_in_the_record(mediated, clara):
    extend(mediated, clara)

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case_mediation_extended")).one()
    assert (entry.member_id, entry.before, entry.after) == (
        clara,
        {"due_on": "2027-02-23"},
        {"due_on": "2027-05-24"},
    )


def test_a_holiday_that_came_late_is_counted_with_the_extension(mediated, clara, world):
    extend(mediated, clara)
    with writing() as session:
        session.add(Holiday(place="08019", day=date(2027, 5, 24), names={"ca": "Festa"}))

    (change,) = recount(db.session(), world.office_id, MADRID).changes
    accept(world.office_id, {change.key}, clara, NOW, MADRID)

    assert deadlines(mediated) == {"mediation_ends": date(2027, 5, 25)}
    with pytest.raises(AlreadyExtended):
        extend(mediated, clara, 1)
