"""Reading busy time from Outlook: what is known stays known, what cannot be read is not offered."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from booking.models import BusyTime, Slot, Technician, WorkingHours
from booking.publish_slots import publish_slots
from booking.read_busy_times import BusyReading, read_all_busy_times, read_busy_times
from database import db, writing
from teams import Advice, BusyTime as Found, GraphProblem
from tests.support.settings import settings_for
from tests.support.world import MADRID, NOW, at, build_world
from tests.teams.standin import CLARA, MARTI, SERVICE_MAILBOX

REFUSED = GraphProblem(Advice.MAILBOX_MISSING, "ErrorMailRecipientNotFound", status=200, retryable=False)
AWAY = GraphProblem(Advice.UNAVAILABLE, "Timeout", retryable=True)
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def world(app):
    """Clara and Martí work on Tuesdays from 15:30 to 17:00."""
    world = build_world(technicians=2)
    with writing() as session:
        for technician_id, mailbox in zip(world.technicians, (CLARA, MARTI), strict=True):
            session.get(Technician, technician_id).email = mailbox
            session.add(
                WorkingHours(
                    technician_id=technician_id,
                    weekday=2,
                    starts=time(15, 30),
                    ends=time(17),
                    valid_from=date(2026, 1, 1),
                )
            )
    return world


def answering(clara=(), marti=()):
    """Microsoft 365, saying this of the two calendars: busy times, or a problem."""

    def ask(mailboxes, starts_at, ends_at):
        return {CLARA: clara, MARTI: marti}

    return ask


def failing(problem):
    def ask(mailboxes, starts_at, ends_at):
        raise problem

    return ask


def busy(start, end):
    return [Found(at(24, start), at(24, end), "busy")]


def known(who):
    """The busy times on file, by wall time."""
    rows = db.session.execute(
        select(BusyTime.starts_at, BusyTime.ends_at).where(BusyTime.technician_id == who).order_by(BusyTime.starts_at)
    )
    return [tuple(instant.astimezone(MADRID).strftime("%H:%M") for instant in row) for row in rows]


def blocked(world, who, now=NOW):
    publish_slots(world.office_id, now, MADRID, reads_outlook=True)
    rows = db.session.scalars(
        select(Slot.blocked)
        .where(Slot.technician_id == who, Slot.local_date == date(2026, 11, 24))
        .order_by(Slot.starts_at)
    )
    return list(rows)


def technician(who):
    return db.session.get(Technician, who, populate_existing=True)


def test_what_is_read_replaces_what_was_known(world):
    clara, marti = world.technicians
    read_busy_times(world.office_id, answering(busy("15:00", "16:00"), busy("16:00", "17:00")), NOW)

    reading = read_busy_times(world.office_id, answering(busy("16:30", "17:00")), LATER)

    assert reading == BusyReading(read=2, problems={})
    assert (known(clara), known(marti)) == ([("16:30", "17:00")], [])
    assert technician(clara).busy_read_at == LATER
    assert blocked(world, clara, LATER) == [None, None, "outlook"]


def test_calendars_are_asked_for_beyond_the_last_day_that_a_reading_may_serve(world):
    asked = []

    def ask(mailboxes, starts_at, ends_at):
        asked.append((mailboxes, starts_at, ends_at))
        return {CLARA: [], MARTI: []}

    read_busy_times(world.office_id, ask, NOW)

    assert asked == [([CLARA, MARTI], NOW, NOW + timedelta(days=45 + 2))]


def test_no_transaction_is_open_while_microsoft_is_asked(world):
    open_meanwhile = []

    def ask(mailboxes, starts_at, ends_at):
        open_meanwhile.append(db.session().in_transaction())
        return {CLARA: [], MARTI: []}

    read_busy_times(world.office_id, ask, NOW)

    assert open_meanwhile == [False]


def test_a_mailbox_that_refuses_is_unavailable_and_the_others_are_read(world):
    clara, marti = world.technicians
    read_busy_times(world.office_id, answering(), NOW)

    reading = read_busy_times(world.office_id, answering(REFUSED, busy("15:30", "16:00")), LATER)

    assert reading == BusyReading(read=1, problems={clara: "mailbox_missing"})
    assert (technician(clara).busy_read_at, technician(clara).busy_problem) == (None, "mailbox_missing")
    assert blocked(world, clara, LATER) == ["unreadable"] * 3
    assert blocked(world, marti, LATER) == ["outlook", None, None]


@pytest.mark.parametrize("ask", [answering(AWAY, AWAY), failing(AWAY), failing(REFUSED)])
def test_when_the_way_is_blocked_the_last_reading_stands_for_a_day(world, ask):
    clara, _ = world.technicians
    read_busy_times(world.office_id, answering(busy("15:30", "16:00")), NOW)

    reading = read_busy_times(world.office_id, ask, LATER)

    assert reading.read == 0
    assert technician(clara).busy_problem == reading.problems[clara]
    assert technician(clara).busy_read_at == NOW
    assert blocked(world, clara, LATER) == ["outlook", None, None]
    assert blocked(world, clara, NOW + timedelta(hours=25)) == ["outlook", "unreadable", "unreadable"]


def test_a_calendar_that_can_be_read_again_has_no_problem_any_more(world):
    clara, _ = world.technicians
    read_busy_times(world.office_id, answering(REFUSED), NOW)

    read_busy_times(world.office_id, answering(), LATER)

    assert (technician(clara).busy_read_at, technician(clara).busy_problem) == (LATER, None)
    assert blocked(world, clara, LATER) == [None, None, None]


def test_somebody_who_left_is_not_asked_for(world):
    _, marti = world.technicians
    with writing() as session:
        session.get(Technician, marti).left_at = NOW

    assert read_busy_times(world.office_id, answering(), NOW) == BusyReading(read=1, problems={})
    assert technician(marti).busy_read_at is None


def test_an_office_without_technicians_asks_nothing(app):
    world = build_world(technicians=0)

    assert read_busy_times(world.office_id, failing(AWAY), NOW) == BusyReading(0, {})


def test_a_dentist_in_outlook_blocks_the_hour(world, graph, standin):
    clara, marti = world.technicians
    standin.post(
        f"/calendar/{CLARA}", subject="Dentista", start="2026-11-24T16:00", end="2026-11-24T16:30", show_as="oof"
    )

    reading = read_all_busy_times(graph, SERVICE_MAILBOX, NOW)

    assert reading == {world.office_id: BusyReading(read=2, problems={})}
    assert blocked(world, clara) == [None, "outlook", None]
    assert blocked(world, marti) == [None, None, None]


def test_microsoft_out_of_reach_is_recorded_and_not_raised(world, graph, standin):
    standin.faults("403_scope", calls="*getSchedule")

    reading = read_all_busy_times(graph, SERVICE_MAILBOX, NOW)

    assert set(reading[world.office_id].problems.values()) == {"mailbox_out_of_scope"}
    assert blocked(world, world.technicians[0]) == ["unreadable"] * 3


def read_by_command(app, standin, **variables):
    app.config["VIDEOCITA"] = settings_for(
        "sqlite://", **standin.environment, GRAPH_MAILBOX=SERVICE_MAILBOX, **variables
    )
    return app.test_cli_runner().invoke(args=["busy", "read"])


def test_the_command_reads_and_publishes(app, world, standin):
    result = read_by_command(app, standin)

    assert (result.exit_code, result.output.splitlines()[0]) == (0, "Calendars read: 2")
    assert "Slots: " in result.output


def test_the_command_says_which_calendar_could_not_be_read(app, world, standin):
    with writing() as session:
        session.get(Technician, world.technicians[1]).email = "nobody@tecnics.example"

    result = read_by_command(app, standin)

    assert result.exit_code == 1
    assert "Calendars read: 1" in result.output
    assert "nobody@tecnics.example: mailbox_missing" in result.output
    assert "Calendars not read: 1" in result.output


def test_the_command_refuses_where_outlook_is_not_read(app, world, standin):
    result = read_by_command(app, standin, OUTLOOK_BUSY="0")

    assert result.exit_code == 1
    assert result.output == "Error: OUTLOOK_BUSY is 0: calendars in Outlook are not read here\n"
