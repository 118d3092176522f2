"""What was promised is found again by asking the tables: lost work, tries whose time has come, mended causes."""

from datetime import timedelta

import pytest
from dbos import DBOSClient
from sqlalchemy import select

import jobs
from booking.models import Meeting, Message, WorkerBeat
from booking.schedules import beat, resume_promises, silent_workers, try_again
from database import db, writing
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, minutes, open_slots


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def aina(world):
    """An hour after she booked, and nothing was done: her work was lost, if there ever was any."""
    [slot] = open_slots(world, at(24, "15:30"))
    return book_for(AINA, world, slot).appointment_id


LATER = NOW + timedelta(hours=1)


def enqueued():
    """Names and arguments of all work in the queues."""
    db.session.rollback()
    client = DBOSClient(system_database_engine=db.engine, application_name=jobs.APPLICATION)
    return sorted((work.name, work.input["args"]) for work in client.list_workflows())


def all_meetings():
    return db.session.scalars(select(Meeting)).all()


def all_letters():
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def test_booking_enqueues_work_that_knows_ids_and_nothing_else(aina):
    [meeting] = all_meetings()

    assert enqueued() == [("arrange_meeting", (meeting.id,)), ("send_letters", (aina,))]


def test_what_is_due_and_not_done_is_enqueued_again(aina):
    before = enqueued()

    assert resume_promises(LATER) == 3

    assert len(enqueued()) == len(before) + 3


def test_what_was_promised_this_minute_is_taken_to_be_waiting_in_its_queue(aina):
    before = enqueued()

    assert resume_promises(NOW + timedelta(seconds=15)) == 0

    assert enqueued() == before


def test_a_letter_that_waited_in_vain_for_its_meeting_goes_at_the_next_round(aina):
    assert resume_promises(NOW + timedelta(seconds=30)) == 1

    assert enqueued().count(("send_letters", (aina,))) == 2


def test_a_try_whose_time_has_come_is_made_at_the_next_round(aina):
    with writing():
        [meeting] = all_meetings()
        meeting.attempts, meeting.next_attempt_at = 1, NOW + timedelta(seconds=5)

    assert resume_promises(NOW + timedelta(seconds=5)) == 1


def test_work_that_is_waiting_in_its_queue_is_not_enqueued_twice(aina):
    resume_promises(LATER)
    before = enqueued()

    resume_promises(LATER + timedelta(seconds=15))

    assert enqueued() == before


def test_work_that_came_to_nothing_is_enqueued_anew_after_some_minutes(aina):
    resume_promises(LATER)
    before = enqueued()

    resume_promises(LATER + minutes(10))

    assert len(enqueued()) == len(before) + 3


def test_what_is_done_or_not_due_or_waits_for_a_person_is_left_alone(aina):
    with writing():
        [meeting] = all_meetings()
        meeting.next_attempt_at, meeting.problem = None, "mailbox_missing"
        to_aina, to_clara = all_letters()
        to_aina.next_attempt_at = LATER + minutes(1)
        to_clara.given_up_at = NOW

    assert resume_promises(LATER) == 0
    assert resume_promises(LATER + minutes(1)) == 1


def test_letters_held_back_by_an_earlier_one_do_not_crowd_out_others(aina):
    with writing() as session:
        to_aina, to_clara = all_letters()
        to_clara.sent_at = NOW
        to_aina.next_attempt_at = LATER + minutes(5)
        values = {column.key: getattr(to_aina, column.key) for column in Message.__table__.columns}
        values |= {"id": None, "kind": "reminder_48h", "sequence": None, "message_id": "2@consum.example"}
        session.add(Message(**{**values, "next_attempt_at": NOW}))

    assert resume_promises(LATER, at_most=1) == 1, "the meeting, and not the reminder behind the confirmation"
    assert resume_promises(LATER + minutes(5), at_most=1) == 2


def test_a_letter_that_waits_holds_back_none_to_somebody_else(aina, world):
    [slot] = open_slots(world, at(24, "16:00"))
    book_for(BERNAT, world, slot)
    with writing():
        all_letters()[0].next_attempt_at = LATER + minutes(5)

    assert resume_promises(LATER) == 2 + 3


def test_after_a_person_has_acted_everything_that_waited_for_them_is_due(aina):
    with writing():
        [meeting] = all_meetings()
        meeting.attempts, meeting.next_attempt_at, meeting.problem = 1, None, "mailbox_missing"
        to_aina, to_clara = all_letters()
        to_aina.attempts, to_aina.given_up_at = 1, NOW
        to_clara.attempts, to_clara.given_up_at = 1, NOW
        to_clara.superseded_at = NOW

    assert try_again(LATER) == 2

    assert resume_promises(LATER) == 2


def test_the_command_says_how_much_is_tried_again(aina, app):
    with writing():
        all_meetings()[0].next_attempt_at = None

    result = app.test_cli_runner().invoke(args=["retry"])

    assert result.output == "1 promises will be tried again within a minute\n"


def test_a_beat_is_kept_once_per_worker(app):
    beat("worker-1", NOW)
    beat("worker-1", LATER)
    beat("worker-2", LATER)

    beats = db.session.execute(select(WorkerBeat.worker_id, WorkerBeat.beat_at).order_by(WorkerBeat.worker_id)).all()
    assert beats == [("worker-1", LATER), ("worker-2", LATER)]


def test_a_worker_that_has_not_shown_itself_is_silent(app):
    beat("worker-1", NOW)
    beat("worker-2", LATER)

    assert silent_workers(LATER) == {"worker-1"}
