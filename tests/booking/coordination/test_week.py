"""The week as it is read: calls where they begin, free hours, who is away, what needs a hand, and at what cost."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from booking.coordinate.week import Filters, free_hours, read_week
from booking.models import Absence, Appointment, Call, Closure, Holiday, Meeting, Office, Slot, Technician
from database import db, writing
from tests.booking.coordination.people import several
from tests.booking.coordination.steps import change
from tests.support.queries import counted
from tests.support.world import AINA, MADRID, NOW, at, book_for, minutes, open_slots, slot_at

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
HOUR = at(24, "15:30")


def week(world, monday=MONDAY, now=NOW, **filters):
    db.session.rollback()
    office = db.session.get_one(Office, world.office_id)
    return read_week(db.session(), office, monday, now, MADRID, Filters(**filters))


def ended(appointment, outcome, starts_at):
    """What came of the call at that hour."""
    with writing() as session:
        whose = {"appointment_id": appointment.id, "technician_id": appointment.technician_id}
        session.add(Call(**whose, starts_at=starts_at, outcome=outcome, closed_at=starts_at + minutes(5)))


@pytest.fixture
def aina(world, clara):
    """With Clara, and the link is there."""
    [slot] = open_slots(world, HOUR, technicians=[clara])
    aina = book_for(AINA, world, slot).appointment_id
    change(Meeting, join_url="https://teams.example/l/1")
    return db.session.get_one(Appointment, aina)


def test_calls_stand_where_they_begin_and_once(world, clara, marti):
    [first, _] = open_slots(world, HOUR, HOUR + minutes(30), technicians=[clara])
    book_for(AINA, world, first, service_id=world.long_service_id)

    [call] = week(world).cell(clara, TUESDAY).calls

    assert (call.starts_at, call.clock, call.municipality) == (HOUR, "15:30", "Gelida")
    assert week(world).cell(marti, TUESDAY) is None


def test_a_week_ends_with_its_sunday(world, clara):
    open_slots(world, at(29, "20:00"), at(30, "9:00"), technicians=[clara])

    assert week(world).free == 1


def test_free_hours_are_those_still_to_come_that_nobody_holds(world, clara):
    open_slots(world, at(23, "8:30"), HOUR, HOUR + minutes(30), technicians=[clara])
    with writing() as session:
        session.get_one(Slot, slot_at(HOUR + minutes(30)).id).held_until = NOW + minutes(5)

    cell = week(world).cell(clara, TUESDAY)

    assert (cell.free, cell.held) == (1, 1)
    assert week(world).cell(clara, MONDAY) is None


def test_capacity_says_how_many_are_free_at_each_hour(world, clara, marti):
    open_slots(world, HOUR, technicians=[clara, marti])
    open_slots(world, at(25, "9:00"), technicians=[clara])

    assert week(world).capacity == [
        (time(9, 0), [0, 0, 1, 0, 0, 0, 0]),
        (time(15, 30), [0, 2, 0, 0, 0, 0, 0]),
    ]


def test_free_hours_are_said_by_cell_for_whoever_drags_a_call(world, clara, marti):
    open_slots(world, HOUR, HOUR + minutes(30), technicians=[clara])
    open_slots(world, at(25, "9:00"), technicians=[marti])
    with writing() as session:
        session.get_one(Slot, slot_at(HOUR).id).held_until = NOW + minutes(5)
    office = db.session.get_one(Office, world.office_id)

    found = free_hours(db.session(), office, MONDAY, NOW, MADRID)

    assert found == {f"{clara}/2026-11-24": ["16:00"], f"{marti}/2026-11-25": ["09:00"]}


def test_who_is_away_is_seen_also_on_days_without_hours(world, clara):
    with writing() as session:
        session.add(Absence(technician_id=clara, starts_at=at(24, "0:00"), ends_at=at(26, "0:00")))

    shown = week(world)

    assert [day.date for day in shown.days if (cell := shown.cell(clara, day.date)) and cell.away] == [
        date(2026, 11, 24),
        date(2026, 11, 25),
    ]


def test_days_on_which_the_office_is_closed_say_why(world):
    with writing() as session:
        session.add(Holiday(place="08019", day=TUESDAY, names={"ca": "Festa"}))
        session.add(Holiday(place="08091", day=MONDAY, names={"ca": "Festa d'un altre poble"}))
        days = date(2026, 11, 26), date(2026, 12, 2)
        session.add(Closure(office_id=world.office_id, first_day=days[0], last_day=days[1], reason={"ca": "Obres"}))

    closed = {day.date.day: day.closed["ca"] for day in week(world).days if day.closed}

    assert closed == {24: "Festa", 26: "Obres", 27: "Obres", 28: "Obres", 29: "Obres"}


class TestWhatNeedsAHand:
    def problem(self, world):
        [call] = week(world).calls
        return call.problem

    def test_nothing(self, world, aina):
        assert self.problem(world) is None

    @pytest.mark.parametrize("reason", ["hours", "holiday", "closure", "absence", "outlook"])
    def test_a_call_that_nobody_attends(self, world, aina, reason):
        change(Slot, blocked=reason)

        assert self.problem(world) == "orphaned"
        assert week(world).to_mend == 1

    def test_a_call_placed_knowingly_is_fine(self, world, aina):
        change(Slot, blocked="outlook", accepted="outlook")

        assert self.problem(world) is None

    def test_a_calendar_that_cannot_be_read_says_nothing_of_the_call(self, world, aina):
        change(Slot, blocked="unreadable")

        assert self.problem(world) is None

    def test_a_person_who_was_asked_to_choose(self, world, aina):
        change(Appointment, asked_to_choose_at=NOW)

        assert self.problem(world) == "asked"

    def test_a_call_without_its_link_unless_the_person_is_rung_up(self, world, aina):
        change(Meeting, join_url=None)
        assert self.problem(world) == "no_link"

        change(Appointment, needs=["telephone_instead"])
        assert self.problem(world) is None

    def test_what_is_over_needs_nothing(self, world, aina):
        change(Slot, blocked="outlook")

        [call] = week(world, now=HOUR + minutes(30)).calls
        assert call.problem is None


class TestHowACallStands:
    def state(self, world, now):
        [call] = week(world, now=now).calls
        return call.state

    def test_nothing_is_said_until_it_is_over(self, world, aina):
        assert self.state(world, HOUR + minutes(29)) is None
        assert self.state(world, HOUR + minutes(30)) == "to_close"

    @pytest.mark.parametrize("outcome", ["attended", "consumer_absent", "technician_absent", "cut_off"])
    def test_how_it_ended_is_said_and_nothing_is_left_to_mend(self, world, aina, outcome):
        change(Meeting, join_url=None)
        ended(aina, outcome, HOUR)

        [call] = week(world, now=HOUR + minutes(10)).calls
        assert (call.state, call.problem) == (outcome, None)
        assert self.state(world, HOUR + minutes(30)) == outcome

    def test_what_came_of_an_hour_that_was_left_says_nothing_of_the_present_one(self, world, aina):
        ended(aina, "technician_absent", HOUR - timedelta(days=1))

        assert self.state(world, NOW) is None


class TestFilters:
    def test_by_technician(self, world, clara, marti, aina):
        open_slots(world, HOUR, technicians=[marti])

        assert [one.id for one in week(world, technician_id=marti).technicians] == [marti]
        assert week(world, technician_id=marti).calls == []

    def test_by_service(self, world, aina):
        assert len(week(world, service_id=world.service_id).calls) == 1
        assert week(world, service_id=world.long_service_id).calls == []

    def test_what_needs_a_hand(self, world, aina):
        assert week(world, problem=True).calls == []
        change(Slot, blocked="outlook")
        assert len(week(world, problem=True).calls) == 1


def test_somebody_who_left_is_shown_while_they_have_calls(world, clara, marti, aina):
    change(Technician, left_at=NOW)

    assert [one.id for one in week(world).technicians] == [clara]


@pytest.mark.parametrize("calls", [1, 12])
def test_the_cost_does_not_depend_on_how_many_calls_there_are(world, clara, marti, calls):
    starts = [at(24, "9:00") + timedelta(minutes=30 * number) for number in range(calls)]
    for guest, slot in zip(several(calls), open_slots(world, *starts, technicians=[clara]), strict=True):
        book_for(guest, world, slot)
    db.session.rollback()
    office = db.session.scalars(select(Office)).one()

    with counted(db.engine) as queries:
        read_week(db.session(), office, MONDAY, NOW, MADRID)

    assert len(queries) == 8
