"""What Teams reports of calls, read from the stand-in: people come in by the meeting page, and the report follows."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

import teams
from booking.arrange_meeting import arrange_meeting
from booking.attend.read_attendance import NO_REPORT, read_all_attendance
from booking.attend.suggest import suggestion
from booking.models import Appointment, Attendance, GraphCall, Meeting, Technician
from database import db, writing
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots
from tests.teams.calls import end, join
from tests.teams.standin import CLARA, eventually

END = at(24, "16:00")
FIRST_LOOK = END + timedelta(minutes=5)


@pytest.fixture
def meeting(app, graph):
    """Aina's call at 15:30, with its meeting in Clara's calendar."""
    world = build_world()
    with writing() as session:
        session.get_one(Technician, world.technicians[0]).email = CLARA
    [slot] = open_slots(world, at(24, "15:30"))
    book_for(AINA, world, slot)
    meeting_id = db.session.scalars(select(Meeting.id)).one()
    arrange_meeting(meeting_id, graph, lambda: NOW)
    return db.session.get_one(Meeting, meeting_id)


def look(graph, moment):
    """One round of the worker; how many reports it asked for."""
    db.session.rollback()
    return read_all_attendance(graph, lambda: moment)


def attendance():
    db.session.rollback()
    return db.session.scalars(select(Attendance)).one_or_none()


def test_nothing_is_asked_until_five_minutes_after_the_end(graph, meeting):
    assert look(graph, FIRST_LOOK - timedelta(seconds=1)) == 0
    assert attendance() is None

    assert look(graph, FIRST_LOOK) == 1


@pytest.mark.parametrize(
    ("guests", "suggested"), [(["Aina"], "attended"), ([], "consumer_absent")], ids=["both came", "nobody came"]
)
def test_who_came_in_by_the_meeting_page_is_in_the_report(graph, standin, meeting, guests, suggested):
    now = the_call_is_today()
    join(standin, meeting, "Clara", organizer=True)
    for name in guests:
        join(standin, meeting, name)
    a_second_passes()
    end(standin, meeting)
    read = []

    def reported():
        read.append(look(graph, now + timedelta(minutes=11 * 2 ** len(read))))
        return attendance().settled_at

    assert eventually(reported)
    assert suggestion(attendance()) == suggested
    assert attendance().technician_seconds >= 1
    assert attendance().problem is None


def test_whoever_tried_the_meeting_days_before_was_not_in_the_call(graph, standin, meeting):
    end_of_call = datetime.now(UTC) + timedelta(days=2)
    the_call_ends(end_of_call)
    join(standin, meeting, "Clara", organizer=True)
    a_second_passes()
    end(standin, meeting)
    eventually(lambda: attendance_reports(graph, meeting))

    look(graph, end_of_call + timedelta(minutes=5))

    assert attendance().settled_at is None
    assert attendance().technician_seconds is None


def the_call_is_today():
    """The call is put to the half hour before, which has just ended. Gives now."""
    now = datetime.now(UTC)
    the_call_ends(now - timedelta(minutes=6))
    return now


def the_call_ends(moment):
    """The stand-in lives in real time, and so must a call that somebody joins."""
    with writing() as session:
        one = session.scalars(select(Appointment)).one()
        one.starts_at, one.ends_at = moment - timedelta(minutes=30), moment


def a_second_passes():
    """In the report half a second is none."""
    begun = time.monotonic()
    eventually(lambda: time.monotonic() > begun + 0.6)


def attendance_reports(graph, meeting):
    return teams.attendance(graph, teams.user_id(graph, CLARA), meeting.join_url)


@pytest.mark.parametrize(
    ("ours", "theirs", "suggested"),
    [
        (1500, 1200, "attended"),
        (1500, 0, "consumer_absent"),
        (0, 600, "technician_absent"),
        (0, 0, None),
        (None, None, None),
    ],
)
def test_who_was_there_suggests_an_outcome(ours, theirs, suggested):
    assert suggestion(Attendance(technician_seconds=ours, guest_seconds=theirs)) == suggested


def test_without_any_report_nothing_is_suggested():
    assert suggestion(None) is None


def test_it_is_asked_again_after_10_20_40_and_80_minutes_and_given_up_after_a_day(graph, meeting):
    looks = []
    moment = FIRST_LOOK
    while moment < END + timedelta(hours=30):
        if look(graph, moment):
            looks.append(moment)
        moment += timedelta(minutes=5)

    pauses = [(later - earlier) / timedelta(minutes=1) for earlier, later in pairwise(looks)]
    assert pauses[:4] == [10, 20, 40, 80]
    assert looks[-1] <= END + timedelta(hours=24)
    assert attendance().settled_at is not None
    assert attendance().problem == NO_REPORT


def test_without_the_teams_policy_it_is_noted_once_and_not_asked_again(graph, standin, meeting):
    standin.faults("403_policy")

    assert look(graph, FIRST_LOOK) == 1
    assert look(graph, FIRST_LOOK + timedelta(hours=1)) == 0

    assert attendance().problem == "teams_policy_missing"
    assert attendance().settled_at == FIRST_LOOK
    [asked] = db.session.scalars(select(GraphCall).where(GraphCall.action == "attendance"))
    assert (asked.outcome, asked.status) == ("teams_policy_missing", 403)


def test_when_microsoft_is_out_of_order_it_is_asked_again_later(graph, standin, meeting):
    standin.faults("503")
    look(graph, FIRST_LOOK)
    assert attendance().settled_at is None
    standin.clear_faults()

    assert look(graph, FIRST_LOOK + timedelta(minutes=10)) == 1
    assert attendance().problem is None


def test_the_time_that_the_server_names_is_honoured(graph, standin, meeting):
    standin.faults("429", seconds=3600)
    look(graph, FIRST_LOOK)

    assert attendance().next_attempt_at >= FIRST_LOOK + timedelta(hours=1)


@pytest.mark.parametrize("needs", [["telephone_instead"]])
def test_nobody_asks_about_a_call_by_telephone(graph, meeting, needs):
    with writing() as session:
        session.scalars(select(Appointment)).one().needs = needs

    assert look(graph, FIRST_LOOK) == 0
    assert attendance() is None


def test_nobody_asks_about_a_cancelled_call(graph, meeting):
    with writing() as session:
        session.scalars(select(Appointment)).one().cancelled_at = NOW

    assert look(graph, FIRST_LOOK) == 0


def test_a_call_of_the_day_before_yesterday_is_not_taken_up(graph, meeting):
    assert look(graph, END + timedelta(hours=25)) == 0


def test_a_round_that_finds_nothing_asks_nobody(app, graph):
    build_world()

    assert look(graph, FIRST_LOOK) == 0
