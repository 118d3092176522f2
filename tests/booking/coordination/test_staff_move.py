"""Moving and reassigning by a coordinator: what stays, who hears of it, which rules may be broken, and races."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from booking.cancel import cancel
from booking.coordinate.errors import HourHeld, HourTaken, Impossible, ReasonWanted, StaleRevision
from booking.coordinate.rules import Place, Rule
from booking.coordinate.staff_move import Order, staff_move
from booking.errors import NotLive
from booking.hold import HoldTimes, hold
from booking.models import (
    SLOT,
    Absence,
    Appointment,
    AppointmentEvent,
    AppointmentLink,
    CalendarEntry,
    Meeting,
    Office,
    Slot,
    Technician,
    technician_service,
)
from database import db, writing
from staff.models import AuditEntry
from tests.booking.coordination.people import DIDAC, several
from tests.booking.coordination.steps import appointment, change, move, send_all, unsent
from tests.support.world import (
    AINA,
    BERNAT,
    MADRID,
    NOW,
    at,
    book_for,
    minutes,
    open_slots,
    slot_at,
)

HOUR, LATER = at(24, "15:30"), at(24, "17:00")


@pytest.fixture(autouse=True)
def hours(world):
    """All three have two hours free on Tuesday."""
    open_slots(world, HOUR, LATER)


@pytest.fixture
def aina(world, clara):
    """Id of Aina's appointment with Clara, everything sent."""
    aina = book_for(AINA, world, slot_at(HOUR, clara).id).appointment_id
    send_all()
    return aina


def block(slot, reason):
    with writing() as session:
        session.get_one(Slot, slot.id).blocked = reason


class TestReassigning:
    def test_the_hour_goes_to_the_colleague_and_the_old_one_is_free(self, aina, clara, marti):
        move(aina, marti, HOUR)

        assert (appointment(aina).technician_id, appointment(aina).starts_at) == (marti, HOUR)
        assert slot_at(HOUR, marti).appointment_id == aina
        assert slot_at(HOUR, clara).appointment_id is None

    def test_link_uid_and_reference_stay_and_no_calendar_mail_goes_out(self, aina, marti):
        def what_the_person_has():
            entry = db.session.get_one(CalendarEntry, aina)
            token = db.session.scalars(AppointmentLink.current(aina)).one().token
            return token, entry.uid, entry.sequence, appointment(aina).reference

        before = what_the_person_has()

        move(aina, marti, HOUR)

        assert what_the_person_has() == before

    def test_both_technicians_hear_of_it_and_the_person_does_not(self, aina, clara, marti):
        move(aina, marti, HOUR)

        assert unsent(aina) == [(marti, "technician_booked"), (clara, "technician_cancelled")]

    def test_a_confirmation_that_has_not_gone_out_still_goes(self, world, clara, marti):
        aina = book_for(AINA, world, slot_at(HOUR, clara).id).appointment_id

        move(aina, marti, HOUR)

        assert ("consumer", "confirmed") in unsent(aina)

    def test_the_old_meeting_is_withdrawn_and_a_new_one_asked_for(self, aina, clara, marti):
        move(aina, marti, HOUR)

        meetings = db.session.execute(select(Meeting.technician_id, Meeting.wanted).order_by(Meeting.id)).all()
        assert meetings == [(clara, False), (marti, True)]

    def test_history_says_who_did_it_and_from_whom(self, aina, clara, marti):
        move(aina, marti, HOUR)

        event = db.session.scalars(select(AppointmentEvent).order_by(AppointmentEvent.id.desc()).limit(1)).one()
        assert (event.kind, event.actor, event.revision) == ("reassigned", "7", 1)
        assert event.details["from_technician"] == str(clara)

    def test_it_is_in_the_audit_with_what_was_before_and_after(self, aina, clara, marti):
        move(aina, marti, HOUR)

        [entry] = db.session.scalars(select(AuditEntry)).all()
        assert (entry.action, entry.member_id, entry.subject_id) == ("appointment_reassigned", 7, str(aina))
        assert (entry.before["technician"], entry.after["technician"], entry.reason) == (clara, marti, None)

    def test_it_does_not_count_as_a_move_of_the_person_nor_need_notice(self, aina, marti):
        change(Office, max_moves=0)

        move(aina, marti, HOUR, now=at(24, "15:35"))

        assert appointment(aina).moves == 0

    def test_two_slots_go_together_or_not_at_all(self, world, clara, marti):
        open_slots(world, HOUR + SLOT)
        slot = slot_at(HOUR, clara).id
        aina = book_for(AINA, world, slot, service_id=world.long_service_id).appointment_id
        book_for(BERNAT, world, slot_at(HOUR + SLOT, marti).id)
        bernat_has = db.session.scalars(select(Appointment).where(Appointment.id != aina)).one().technician_id

        with pytest.raises(HourTaken):
            move(aina, bernat_has, HOUR)
        free = next(one for one in world.technicians if one not in (clara, bernat_has))
        move(aina, free, HOUR)

        assert slot_at(HOUR + SLOT, free).appointment_id == aina
        assert slot_at(HOUR + SLOT, clara).appointment_id is None


class TestMoving:
    def test_the_person_hears_of_the_new_hour_with_a_higher_sequence(self, aina, clara):
        move(aina, clara, LATER)

        assert (appointment(aina).starts_at, appointment(aina).ends_at) == (LATER, LATER + SLOT)
        assert appointment(aina).previous_starts_at == HOUR
        assert unsent(aina) == [("consumer", "moved"), (clara, "technician_moved")]
        assert db.session.get_one(CalendarEntry, aina).sequence == 1

    def test_silence_keeps_it_from_the_person_with_a_reason(self, aina, clara):
        with pytest.raises(ReasonWanted):
            move(aina, clara, LATER, silent=True)
        move(aina, clara, LATER, silent=True, reason="Ho hem parlat per telèfon")

        assert unsent(aina) == [(clara, "technician_moved")]
        assert db.session.get_one(CalendarEntry, aina).sequence == 1, "a file fetched now is newer than the entry"

    def test_an_untried_confirmation_confirms_the_new_hour(self, world, clara):
        aina = book_for(AINA, world, slot_at(HOUR, clara).id).appointment_id

        move(aina, clara, LATER, silent=True)

        assert unsent(aina)[0] == ("consumer", "confirmed")

    def test_half_of_a_long_call_may_stay_where_it_was(self, world, clara):
        open_slots(world, HOUR + SLOT, HOUR + 2 * SLOT, technicians=[clara])
        slot = slot_at(HOUR, clara).id
        aina = book_for(AINA, world, slot, service_id=world.long_service_id).appointment_id

        move(aina, clara, HOUR + SLOT)

        taken = db.session.scalars(select(Slot.starts_at).where(Slot.appointment_id == aina).order_by(Slot.starts_at))
        assert list(taken) == [HOUR + SLOT, HOUR + 2 * SLOT]


class TestRules:
    def test_notice_and_the_time_for_changes_need_a_reason(self, aina, clara):
        now = at(24, "15:20")

        with pytest.raises(ReasonWanted) as refusal:
            move(aina, clara, LATER, now=now)
        move(aina, clara, LATER, now=now, reason="Arriba tard")

        assert refusal.value.rules == [Rule.NOTICE, Rule.CUT_OFF]
        event = db.session.scalars(select(AppointmentEvent).where(AppointmentEvent.kind == "moved_by_office")).one()
        assert event.details["rules"] == "notice cut_off"
        assert db.session.scalars(select(AuditEntry.reason)).one() == "Arriba tard"

    def test_the_number_of_moves_needs_a_reason(self, aina, clara):
        change(Office, max_moves=0)

        with pytest.raises(ReasonWanted) as refusal:
            move(aina, clara, LATER)

        assert refusal.value.rules == [Rule.MOVES]

    @pytest.mark.parametrize("reason", ["outlook", "unreadable", "holiday", "closure", "hours"])
    def test_a_blocked_hour_is_taken_knowingly_or_not_at_all(self, aina, clara, reason):
        block(slot_at(LATER, clara), reason)

        with pytest.raises(ReasonWanted) as refusal:
            move(aina, clara, LATER)
        move(aina, clara, LATER, reason="La Clara hi ve expressament")

        assert refusal.value.rules == [Rule(reason)]
        assert slot_at(LATER, clara).accepted == reason

    def test_an_hour_outside_the_weekly_hours_is_made_for_the_call(self, aina, clara):
        evening = at(24, "19:00")

        with pytest.raises(ReasonWanted) as refusal:
            move(aina, clara, evening)
        move(aina, clara, evening, reason="La Clara es queda")

        slot = slot_at(evening, clara)
        assert refusal.value.rules == [Rule.HOURS]
        assert (slot.appointment_id, slot.blocked, slot.accepted) == (aina, "hours", "hours")
        assert slot.local_date == evening.astimezone(MADRID).date()

    def test_an_hour_kept_for_another_service_needs_a_reason(self, world, aina, clara):
        with writing() as session:
            session.get_one(Slot, slot_at(LATER, clara).id).service_id = world.long_service_id

        with pytest.raises(ReasonWanted) as refusal:
            move(aina, clara, LATER)

        assert refusal.value.rules == [Rule.OTHER_SERVICE]

    def test_what_was_accepted_is_forgotten_when_the_call_leaves(self, aina, clara, marti):
        block(slot_at(LATER, clara), "outlook")
        move(aina, clara, LATER, reason="Ho ha dit ella")

        move(aina, marti, LATER)

        assert slot_at(LATER, clara).accepted is None


class TestRefusals:
    def refused(self, aina, technician, starts_at=HOUR, **how):
        with pytest.raises(Impossible) as refusal:
            move(aina, technician, starts_at, reason="perquè sí", **how)
        assert appointment(aina).revision == 0
        return refusal.value.because

    def test_to_somebody_absent(self, aina, marti):
        with writing() as session:
            session.add(Absence(technician_id=marti, starts_at=HOUR - SLOT, ends_at=HOUR + minutes(1)))

        assert self.refused(aina, marti) == "absent"

    def test_to_a_slot_blocked_for_an_absence(self, aina, marti):
        block(slot_at(HOUR, marti), "absence")

        assert self.refused(aina, marti) == "absent"

    def test_to_oneself(self, aina, clara):
        assert self.refused(aina, clara) == "same_place"

    def test_to_somebody_of_another_office(self, aina, marti):
        with writing() as session:
            there = session.scalars(select(Office)).one()
            values = {column.name: getattr(there, column.name) for column in Office.__table__.columns}
            session.add(Office(**values | {"id": None, "slug": "altra"}))
            session.flush()
            other = session.scalars(select(Office.id).where(Office.slug == "altra")).one()
            session.get_one(Technician, marti).office_id = other

        assert self.refused(aina, marti) == "other_office"
        assert self.refused(aina, 999_999) == "other_office"

    def test_to_somebody_who_left(self, aina, marti):
        with writing() as session:
            session.get_one(Technician, marti).left_at = NOW

        assert self.refused(aina, marti) == "left"

    def test_to_somebody_who_does_not_give_the_service(self, world, aina, marti):
        with writing() as session:
            session.execute(
                technician_service.delete().where(
                    technician_service.c.technician_id == marti, technician_service.c.service_id == world.service_id
                )
            )

        assert self.refused(aina, marti) == "not_given"

    @pytest.mark.parametrize(
        ("starts_at", "because"),
        [
            (at(23, "8:30"), "past"),
            (at(24, "15:45"), "off_grid"),
            (at(24, "15:30", month=12).replace(year=2027), "too_far"),
        ],
    )
    def test_to_an_hour_that_makes_no_sense(self, aina, clara, starts_at, because):
        assert self.refused(aina, clara, starts_at) == because

    def test_an_appointment_that_is_over(self, aina, marti):
        with pytest.raises(NotLive):
            move(aina, marti, LATER, now=HOUR + SLOT)

    def test_onto_an_hour_that_somebody_is_booking(self, world, aina, marti):
        with writing() as session:
            session.execute(db.update(Slot).where(Slot.technician_id != marti).values(blocked="outlook"))
        claim = hold(slot_at(LATER, marti).id, world.service_id, "bernat", NOW, HoldTimes())

        with pytest.raises(HourHeld) as refusal:
            move(aina, claim.technician_id, LATER)

        assert refusal.value.until == NOW + minutes(10)

    def test_onto_an_hour_just_taken(self, world, aina, clara):
        with writing() as session:
            session.execute(db.update(Slot).where(Slot.technician_id != clara).values(blocked="outlook"))
        bernat = book_for(BERNAT, world, slot_at(LATER, clara).id).appointment_id

        with pytest.raises(HourTaken):
            move(aina, clara, LATER, reason="perquè sí")

        assert appointment(aina).starts_at == HOUR
        assert slot_at(LATER, clara).appointment_id == bernat


class TestTwoCoordinators:
    def test_the_second_is_told_what_the_first_did(self, aina, clara, marti):
        move(aina, marti, HOUR, seen=0)

        with pytest.raises(StaleRevision) as refusal:
            move(aina, clara, LATER, seen=0)

        assert (refusal.value.kind, refusal.value.actor, refusal.value.happened_at) == ("reassigned", "7", NOW)
        assert appointment(aina).technician_id == marti

    def test_a_consumer_who_cancels_meanwhile_counts_too(self, aina, marti):
        cancel(aina, None, NOW)

        with pytest.raises(StaleRevision) as refusal:
            move(aina, marti, HOUR, seen=0)

        assert (refusal.value.kind, refusal.value.actor) == ("cancelled", "consumer")

    def test_of_many_at_once_one_wins_and_the_others_hear_of_it(self, app, world, aina):
        targets = [(technician, hour) for technician in world.technicians[1:] for hour in (HOUR, LATER)] * 2

        def press(target):
            with app.app_context():
                try:
                    staff_move(aina, Order(Place(*target), 0, DIDAC), NOW, MADRID)
                except StaleRevision:
                    return "stale"
                finally:
                    db.session.remove()
                return "done"

        db.session.rollback()
        with ThreadPoolExecutor(len(targets)) as people:
            results = list(people.map(press, targets))

        assert sorted(results) == ["done"] + ["stale"] * (len(targets) - 1)
        assert len(db.session.scalars(select(Slot).where(Slot.appointment_id == aina)).all()) == 1

    def test_of_many_calls_one_gets_the_hour(self, app, world, clara):
        starts = [at(25, f"{hour}:00") for hour in range(9, 15)]
        open_slots(world, *starts, technicians=[clara])
        calls = [
            book_for(guest, world, slot_at(start, clara).id).appointment_id
            for guest, start in zip(several(len(starts)), starts, strict=True)
        ]

        def press(call):
            with app.app_context():
                try:
                    staff_move(call, Order(Place(clara, LATER), 0, DIDAC), NOW, MADRID)
                except HourTaken:
                    return "taken"
                finally:
                    db.session.remove()
                return "done"

        db.session.rollback()
        with ThreadPoolExecutor(len(calls)) as people:
            results = list(people.map(press, calls))

        assert sorted(results) == ["done"] + ["taken"] * (len(calls) - 1)
