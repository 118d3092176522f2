"""Moving and cancelling: the old hour is kept until the new one is taken, and everybody hears the last word."""

from threading import Thread

import pytest
from sqlalchemy import select, text

from booking.arrive import TooEarly, arrive
from booking.cancel import cancel
from booking.errors import NotLive, SlotTaken, TooLate, TooManyMoves
from booking.models import Appointment, AppointmentLink, CalendarEntry, Meeting, Message
from booking.recover_link import recover_link
from booking.reschedule import lock, reschedule
from database import db, writing
from tests.support.waiting import until
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, minutes, open_slots, slot_at


@pytest.fixture
def world(app):
    return build_world(technicians=2)


def unsent(recipient="consumer"):
    return list(
        db.session.scalars(
            select(Message.kind)
            .where(Message.recipient == recipient, Message.superseded_at.is_(None))
            .order_by(Message.id)
        )
    )


def send_all():
    with writing() as session:
        for message in session.scalars(select(Message)):
            message.attempts, message.sent_at = 1, NOW


def test_moving_takes_the_new_hour_and_frees_the_old_one_with_the_same_technician(world):
    old, new = open_slots(world, at(24, "15:30"), at(25, "16:00"), technicians=world.technicians[:1])
    open_slots(world, at(25, "16:00"), technicians=world.technicians[1:])
    aina = book_for(AINA, world, old).appointment_id

    reschedule(aina, new, "aina", NOW)

    appointment = db.session.get_one(Appointment, aina)
    assert (appointment.starts_at, appointment.technician_id) == (at(25, "16:00"), world.technicians[0])
    assert appointment.previous_starts_at == at(24, "15:30")
    assert appointment.assigned_because == "same_technician"
    assert slot_at(at(24, "15:30")).appointment_id is None
    assert slot_at(at(25, "16:00"), world.technicians[0]).appointment_id == aina


def test_moving_to_an_hour_of_a_colleague_changes_the_meeting_too(world):
    [old] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    [new] = open_slots(world, at(25, "16:00"), technicians=world.technicians[1:])
    aina = book_for(AINA, world, old).appointment_id

    reschedule(aina, new, "aina", NOW)

    meetings = db.session.execute(select(Meeting.technician_id, Meeting.wanted).order_by(Meeting.id)).all()
    assert meetings == [(world.technicians[0], False), (world.technicians[1], True)]
    assert unsent("technician") == ["technician_booked", "technician_cancelled"]


def test_a_lost_race_while_moving_leaves_the_old_hour_untouched(world):
    old, new = open_slots(world, at(24, "15:30"), at(25, "16:00"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, old).appointment_id
    book_for(BERNAT, world, new)

    with pytest.raises(SlotTaken):
        reschedule(aina, new, "aina", NOW)

    appointment = db.session.get_one(Appointment, aina)
    assert (appointment.starts_at, appointment.revision) == (at(24, "15:30"), 0)
    assert slot_at(at(24, "15:30")).appointment_id == aina


def test_moving_to_the_hour_one_has_changes_nothing(world):
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id

    reschedule(aina, slot, "aina", NOW)

    assert db.session.get_one(Appointment, aina).revision == 0


def test_the_calendar_sequence_rises_with_each_change(world):
    first, second, third = open_slots(
        world, at(24, "15:30"), at(25, "16:00"), at(25, "16:30"), technicians=world.technicians[:1]
    )
    aina = book_for(AINA, world, first).appointment_id
    send_all()
    reschedule(aina, second, "aina", NOW)
    send_all()
    reschedule(aina, third, "aina", NOW)
    send_all()
    cancel(aina, None, NOW)

    letters = db.session.execute(
        select(Message.kind, Message.sequence).where(Message.recipient == "consumer").order_by(Message.id)
    ).all()
    assert letters == [("confirmed", 0), ("moved", 1), ("moved", 2), ("cancelled", 3)]
    assert db.session.get_one(CalendarEntry, aina).sequence == 3


def test_a_move_before_the_confirmation_went_out_confirms_the_new_hour_only(world):
    old, new = open_slots(world, at(24, "15:30"), at(25, "16:00"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, old).appointment_id

    reschedule(aina, new, "aina", NOW)

    assert unsent() == ["confirmed"]


def test_moving_ends_at_the_deadline(world):
    old, new = open_slots(world, at(24, "15:30"), at(25, "16:00"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, old).appointment_id
    deadline = at(24, "13:30")

    with pytest.raises(TooLate) as refusal:
        reschedule(aina, new, "aina", deadline + minutes(1))
    reschedule(aina, new, "aina", deadline)

    assert refusal.value.deadline == deadline


def test_an_appointment_is_moved_three_times_at_most(world):
    slots = open_slots(world, *(at(25, f"{hour}:00") for hour in range(10, 15)), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slots[0]).appointment_id
    for slot in slots[1:4]:
        reschedule(aina, slot, "aina", NOW)

    with pytest.raises(TooManyMoves):
        reschedule(aina, slots[4], "aina", NOW)


def test_cancelling_frees_the_slot_at_once_and_withdraws_the_meeting(world):
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id

    cancel(aina, "solved", NOW)
    book_for(BERNAT, world, slot)

    appointment = db.session.get_one(Appointment, aina)
    assert (appointment.cancelled_by, appointment.cancel_reason) == ("consumer", "solved")
    assert db.session.scalars(select(Meeting.wanted).where(Meeting.appointment_id == aina)).all() == [False]


def test_cancelling_twice_changes_nothing_more(world):
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id
    cancel(aina, None, NOW)

    cancel(aina, None, NOW + minutes(1))

    assert db.session.get_one(Appointment, aina).revision == 1


def test_cancelling_is_too_late_an_hour_before_and_senseless_afterwards(world):
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id

    with pytest.raises(TooLate):
        cancel(aina, None, at(24, "14:31"))
    with pytest.raises(NotLive):
        cancel(aina, None, at(24, "16:00"))


def test_a_cancelled_appointment_cannot_be_moved_or_entered(world):
    slot, other = open_slots(world, at(24, "15:30"), at(25, "16:00"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id
    cancel(aina, None, NOW)

    with pytest.raises(NotLive):
        reschedule(aina, other, "aina", NOW)
    with pytest.raises(NotLive):
        arrive(aina, at(24, "15:30"))


def test_the_first_arrival_is_recorded_and_the_way_opens_a_quarter_of_an_hour_before(world):
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id

    with pytest.raises(TooEarly):
        arrive(aina, at(24, "15:14"))
    assert arrive(aina, at(24, "15:20")) is None, "there is no meeting yet"
    with writing() as session:
        session.scalars(select(Meeting)).one().join_url = "https://teams.example/l/1"
    assert arrive(aina, at(24, "15:25")) == "https://teams.example/l/1"

    assert db.session.get_one(Appointment, aina).arrived_at == at(24, "15:20")


@pytest.mark.database("postgresql")  # SQLite lets nobody write in between
def test_a_change_that_waits_for_another_technician_to_be_written_finds_the_appointment(app, world):
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    aina = book_for(AINA, world, slot).appointment_id

    def cancel_meanwhile():
        with app.app_context():
            cancel(aina, None, NOW)
            db.session.remove()

    def waits():
        with db.engine.connect() as connection:
            waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            return connection.scalar(waiting) > 0

    other = Thread(target=cancel_meanwhile)
    with writing() as session:
        lock(session, aina).technician_id = world.technicians[1]
        session.flush()
        other.start()
        until(waits)
    other.join()

    assert db.session.get_one(Appointment, aina).cancelled_at == NOW


class TestALostLink:
    @pytest.fixture
    def aina(self, world):
        [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
        booked = book_for(AINA, world, slot)
        send_all()
        return db.session.get_one(Appointment, booked.appointment_id)

    def links(self):
        return db.session.scalars(select(AppointmentLink).order_by(AppointmentLink.created_at)).all()

    def test_reference_and_mail_bring_a_new_link_and_end_the_old_one(self, aina):
        recover_link(aina.reference.lower(), "aina@example.org", None, NOW + minutes(5))

        old, new = self.links()
        assert old.revoked_at == NOW + minutes(5)
        assert new.revoked_at is None
        assert unsent()[-1] == "recovered_link"

    def test_a_wrong_mail_changes_nothing(self, aina):
        recover_link(aina.reference, "bernat@example.org", None, NOW + minutes(5))
        recover_link(aina.reference, None, None, NOW + minutes(5))

        assert len(self.links()) == 1

    def test_asking_again_within_ten_minutes_sends_nothing_more(self, aina):
        recover_link(aina.reference, "aina@example.org", None, NOW + minutes(5))
        recover_link(aina.reference, "aina@example.org", None, NOW + minutes(14))

        assert len(self.links()) == 2
