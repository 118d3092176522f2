"""Absences and closures: the hours are not offered any more, the calls touched stay until somebody decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from booking.coordinate.absences import Away, end_absence, record_absence
from booking.coordinate.bulk import Line, carry_out
from booking.coordinate.closures import close_office, reopen_office
from booking.coordinate.errors import AbsenceRefused, ClosureRefused, HourTaken, Impossible, NoMail, StaleRevision
from booking.coordinate.rules import Place
from booking.coordinate.touched import proposals_for
from booking.models import Absence, Closure, Office, Slot
from booking.publish_slots import publish_slots
from database import db, writing
from staff.models import AuditEntry
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import appointment, move, works
from tests.support.world import AINA, BERNAT, MADRID, NOW, at, book_for, minutes, slot_at

HOUR, HALF_PAST_FOUR = at(24, "15:30"), at(24, "16:30")
TUESDAY = at(24, "0:00"), at(25, "0:00")


@pytest.fixture(autouse=True)
def hours(world, clara, marti, publishing):
    """Clara and Martí work on Tuesday afternoons."""
    works(clara)
    works(marti)
    publish_slots(world.office_id, NOW, MADRID, reads_outlook=False)


@pytest.fixture
def away(world, publishing):
    """Put somebody down as away."""

    def record(technician, starts_at=TUESDAY[0], ends_at=TUESDAY[1], now=NOW, **how):
        whom = technician if isinstance(technician, list) else [technician]
        return record_absence(world.office_id, Away(whom, starts_at, ends_at, **how), DIDAC, now, publishing)

    return record


def book_with(technician, guest, world, start=HOUR):
    return book_for(guest, world, slot_at(start, technician).id, holder=hold_for(technician, start)).appointment_id


def hold_for(technician, start):
    """So that this technician is chosen, whoever else is free."""
    with writing() as session:
        slot = session.get_one(Slot, slot_at(start, technician).id)
        slot.held_by, slot.held_since, slot.held_until = "desk", NOW, NOW + minutes(10)
    return "desk"


def blocked(technician, start=HOUR):
    db.session.rollback()
    return slot_at(start, technician).blocked


class TestAbsence:
    def test_free_hours_are_not_offered_from_that_moment_on(self, away, clara, marti):
        away(clara, kind="training")

        assert (blocked(clara), blocked(marti)) == ("absence", None)
        absence = db.session.scalars(select(Absence)).one()
        assert (absence.technician_id, absence.kind) == (clara, "training")
        assert db.session.scalars(select(AuditEntry.action)).all() == ["absence_recorded"]

    def test_several_people_at_once_or_none_of_them(self, away, clara, marti):
        with pytest.raises(Impossible):
            away([clara, marti, 999_999])
        assert db.session.scalars(select(Absence)).all() == []

        assert len(away([clara, marti])) == 2

    def test_now_and_for_the_rest_of_the_day(self, away, clara):
        away(clara, HOUR - minutes(5), TUESDAY[1], now=HOUR - minutes(5), kind="unplanned")

        assert blocked(clara) == "absence"

    @pytest.mark.parametrize(
        ("starts_at", "ends_at", "because"),
        [
            (HOUR, HOUR, "ends_before_it_begins"),
            (HOUR, HOUR - minutes(30), "ends_before_it_begins"),
            (HOUR, at(26, "15:30").replace(year=2027), "too_long"),
            (at(22, "9:00"), at(22, "18:00"), "past"),
            (at(24, "9:00").replace(year=2028), at(25, "9:00").replace(year=2028), "too_far"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, away, clara, starts_at, ends_at, because):
        with pytest.raises(AbsenceRefused) as refusal:
            away(clara, starts_at, ends_at)

        assert refusal.value.because == because
        assert db.session.scalars(select(Absence)).all() == []

    def test_a_whole_year_is_the_longest(self, away, clara):
        assert away(clara, TUESDAY[0], TUESDAY[0].replace(year=2027))

    def test_overlapping_absences_of_one_person_are_refused_with_the_other_one(self, away, clara, marti):
        away(clara, HOUR, HALF_PAST_FOUR)

        with pytest.raises(AbsenceRefused) as refusal:
            away([clara, marti], HALF_PAST_FOUR - minutes(1), TUESDAY[1])

        assert (refusal.value.because, refusal.value.name) == ("overlap", "Clara")
        assert (refusal.value.starts_at, refusal.value.ends_at) == (HOUR, HALF_PAST_FOUR)
        assert away(clara, HALF_PAST_FOUR, TUESDAY[1]), "one may follow the other"

    def test_taking_it_back_opens_the_hours_again(self, world, away, clara, publishing):
        [absence] = away(clara)

        end_absence(world.office_id, absence, DIDAC, NOW, publishing)

        assert blocked(clara) is None
        assert db.session.scalars(select(Absence)).all() == []

    def test_coming_back_early_opens_what_is_left(self, world, away, clara, publishing):
        [absence] = away(clara)

        end_absence(world.office_id, absence, DIDAC, at(24, "16:00"), publishing)

        assert (blocked(clara, at(24, "16:00")), blocked(clara, HALF_PAST_FOUR)) == ("absence", None)
        assert db.session.scalars(select(Absence.ends_at)).one() == at(24, "16:00")

    def test_an_absence_of_another_office_cannot_be_ended(self, world, away, clara, publishing):
        [absence] = away(clara)
        with writing() as session:
            there = session.scalars(select(Office)).one()
            values = {column.name: getattr(there, column.name) for column in Office.__table__.columns}
            other = Office(**values | {"id": None, "slug": "altra"})
            session.add(other)
            session.flush()
            other_id = other.id

        with pytest.raises(Impossible):
            end_absence(other_id, absence, DIDAC, NOW, publishing)


class TestCallsTouched:
    def proposals(self, world, technicians, span=TUESDAY):
        db.session.rollback()
        office = db.session.get_one(Office, world.office_id)
        return [
            (one.appointment.id, one.way, one.place)
            for one in proposals_for(db.session(), office, technicians, *span, NOW)
        ]

    def test_each_has_a_proposal_before_the_absence_is_on_file_and_the_same_one_after(self, world, away, clara, marti):
        aina = book_with(clara, AINA, world)
        bernat = book_with(clara, BERNAT, world, HALF_PAST_FOUR)
        expected = [
            (aina, "same_hour", Place(marti, HOUR)),
            (bernat, "same_hour", Place(marti, HALF_PAST_FOUR)),
        ]

        assert self.proposals(world, [clara]) == expected
        away(clara)
        assert self.proposals(world, [clara]) == expected

    def test_calls_before_and_after_are_not_touched(self, world, clara):
        book_with(clara, AINA, world)

        assert self.proposals(world, [clara], (at(24, "16:00"), TUESDAY[1])) == []
        assert self.proposals(world, [clara], (TUESDAY[0], HOUR)) == []

    def test_accepting_all_moves_each_by_itself_and_says_what_came_of_it(self, world, away, clara, marti):
        aina = book_with(clara, AINA, world)
        bernat = book_with(clara, BERNAT, world, HALF_PAST_FOUR)
        away(clara)
        lines = [Line(one, 0, place) for one, _, place in self.proposals(world, [clara])]
        book_for_somebody_else = book_with(marti, AINA, world)

        results = carry_out(lines, DIDAC, NOW, MADRID)

        assert [type(result.refusal) for result in results] == [HourTaken, type(None)]
        assert appointment(aina).technician_id == clara, "lost the race, and stands as it was"
        assert appointment(bernat).technician_id == marti
        assert appointment(book_for_somebody_else).technician_id == marti

    def test_a_line_without_a_place_asks_the_person(self, world, clara):
        aina = book_with(clara, AINA, world)

        [result] = carry_out([Line(aina, 0, None)], DIDAC, NOW, MADRID)

        assert result.refusal is None
        assert appointment(aina).asked_to_choose_at == NOW

    def test_a_line_that_is_out_of_date_or_cannot_be_asked_is_told_so(self, world, clara, marti):
        aina = book_with(clara, AINA, world)
        no_mail = AINA.__class__("Cap correu", None, "+34612345678", "ca")
        nobody = book_with(clara, no_mail, world, HALF_PAST_FOUR)

        results = carry_out([Line(aina, 7, Place(marti, HOUR)), Line(nobody, 0, None)], DIDAC, NOW, MADRID)

        assert [type(result.refusal) for result in results] == [StaleRevision, NoMail]

    def test_a_call_placed_knowingly_outside_the_hours_is_reported_when_its_technician_is_away(
        self, world, away, clara, marti, publishing
    ):
        aina = book_with(marti, AINA, world)
        evening = at(24, "19:00")
        move(aina, clara, evening, reason="La Clara es queda")

        assert publish_slots(world.office_id, NOW, MADRID, reads_outlook=False).orphaned == []
        away(clara)
        assert publish_slots(world.office_id, NOW, MADRID, reads_outlook=False).orphaned == [aina]


FESTIVAL = {"ca": "Festa major", "es": "Fiesta mayor", "en": "Local festival"}


class TestClosure:
    def close(self, world, publishing, first=date(2026, 11, 24), last=date(2026, 11, 24)):
        return close_office(world.office_id, first, last, FESTIVAL, DIDAC, NOW, publishing)

    def test_nothing_is_offered_on_those_days_and_the_calls_have_proposals(self, world, clara, marti, publishing):
        aina = book_with(clara, AINA, world)

        self.close(world, publishing)

        assert (blocked(clara, HALF_PAST_FOUR), blocked(marti)) == ("closure", "closure")
        office = db.session.get_one(Office, world.office_id)
        [proposal] = proposals_for(db.session(), office, None, *TUESDAY, NOW)
        assert (proposal.appointment.id, proposal.way) == (aina, "nearest")
        assert proposal.place.starts_at.date() == date(2026, 12, 1)

    def test_taking_it_back_opens_the_hours_again(self, world, clara, publishing):
        closure = self.close(world, publishing)

        reopen_office(world.office_id, closure, DIDAC, NOW, publishing)

        assert blocked(clara) is None
        assert db.session.scalars(select(Closure)).all() == []

    def test_one_that_has_begun_ends_yesterday(self, world, clara, publishing):
        closure = self.close(world, publishing, date(2026, 11, 23), date(2026, 11, 30))

        reopen_office(world.office_id, closure, DIDAC, at(24, "9:00"), publishing)

        assert db.session.scalars(select(Closure.last_day)).one() == date(2026, 11, 23)
        assert blocked(clara) is None

    @pytest.mark.parametrize(
        ("first", "last", "because"),
        [
            (date(2026, 11, 25), date(2026, 11, 24), "ends_before_it_begins"),
            (date(2026, 11, 24), date(2027, 11, 25), "too_long"),
            (date(2026, 11, 20), date(2026, 11, 22), "past"),
            (date(2028, 11, 20), date(2028, 11, 22), "too_far"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, world, publishing, first, last, because):
        with pytest.raises(ClosureRefused) as refusal:
            self.close(world, publishing, first, last)

        assert refusal.value.because == because
        assert db.session.scalars(select(Closure)).all() == []

    def test_closures_do_not_overlap(self, world, publishing):
        self.close(world, publishing)

        with pytest.raises(ClosureRefused) as refusal:
            self.close(world, publishing, date(2026, 11, 23), date(2026, 11, 24))

        assert refusal.value.first_day == date(2026, 11, 24)


def test_an_absence_and_a_call_given_at_the_same_moment_leave_nobody_without_notice(
    app, world, away, clara, marti, publishing
):
    """Whichever comes first, the call is refused or the publication finds it."""
    aina = book_with(clara, AINA, world)
    db.session.rollback()

    def give():
        with app.app_context():
            try:
                move(aina, marti, HOUR)
            except Impossible:
                return "absent"
            finally:
                db.session.remove()
            return "given"

    def leave():
        with app.app_context():
            away(marti)
            db.session.remove()

    with ThreadPoolExecutor(2) as people:
        given, left = people.submit(give), people.submit(leave)
        left.result()
        outcome = given.result()

    orphaned = publish_slots(world.office_id, NOW, MADRID, reads_outlook=False).orphaned
    assert orphaned == ([aina] if outcome == "given" else [])
    assert appointment(aina).technician_id == (marti if outcome == "given" else clara)
