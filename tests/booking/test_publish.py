"""Publishing slots: what is offered, what is blocked and why, and what is never removed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, update

from booking.cancel import cancel
from booking.hold import HoldTimes, hold
from booking.models import (
    Absence,
    BusyTime,
    Closure,
    Holiday,
    Meeting,
    Office,
    Service,
    Slot,
    Technician,
    WorkingHours,
    technician_service,
)
from booking.publish_slots import Published, publish_all, publish_slots
from database import db, writing
from tests.support.queries import counted
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, slot_at

MADRID = ZoneInfo("Europe/Madrid")
TUESDAY = 24
"""Of November 2026; NOW is the Monday before."""


def publish(world, now=NOW, reads_outlook=False):
    return publish_slots(world.office_id, now, MADRID, reads_outlook)


def hours(world, *, weekdays=(2,), starts=time(15, 30), ends=time(17), who=0, service=None, first=date(2026, 1, 1)):
    with writing() as session:
        session.add_all(
            WorkingHours(
                technician_id=world.technicians[who],
                weekday=weekday,
                starts=starts,
                ends=ends,
                service_id=service,
                valid_from=first,
            )
            for weekday in weekdays
        )


def add(*rows):
    with writing() as session:
        session.add_all(rows)


def change(table, **values):
    with writing() as session:
        session.execute(update(table).values(**values))


def read_calendar(world, *busy, now=NOW, who=0):
    """As if the technician's calendar had just been read."""
    with writing() as session:
        session.get(Technician, world.technicians[who]).busy_read_at = now
        session.add_all(
            BusyTime(technician_id=world.technicians[who], starts_at=start, ends_at=end) for start, end in busy
        )


def blocked(day=TUESDAY, month=11):
    """The slots of a day by wall time, with what blocks them."""
    rows = db.session.execute(
        select(Slot.starts_at, Slot.blocked)
        .where(Slot.local_date == date(2026, month, day))
        .order_by(Slot.starts_at, Slot.technician_id)
    )
    return {start.astimezone(MADRID).strftime("%H:%M"): reason for start, reason in rows}


@pytest.fixture
def world(app):
    """Clara works on Tuesdays from 15:30 to 17:00."""
    world = build_world()
    hours(world)
    return world


def test_weekly_hours_become_slots_up_to_the_horizon(world):
    published = publish(world)

    assert published == Published(created=7 * 3, removed=0, blocked=0, unblocked=0, orphaned=[])
    assert blocked() == {"15:30": None, "16:00": None, "16:30": None}
    slot = slot_at(at(TUESDAY, "15:30"))
    assert (slot.office_id, slot.technician_id, slot.local_date) == (
        world.office_id,
        world.technicians[0],
        date(2026, 11, 24),
    )
    assert slot.ends_at - slot.starts_at == timedelta(minutes=30)


def test_publishing_again_changes_nothing(world):
    publish(world)
    before = db.session.execute(select(Slot.__table__)).all()

    assert publish(world) == Published(0, 0, 0, 0, [])
    db.session.rollback()
    assert db.session.execute(select(Slot.__table__)).all() == before


def test_a_new_day_opens_as_time_goes_by(world):
    publish(world)

    assert publish(world, NOW + timedelta(days=7)).created == 3


def test_the_whole_last_day_of_the_horizon_is_published_and_none_after(world):
    change(Office, horizon_days=8)  # the instant eight days from now is Tuesday morning of the week after

    publish(world)

    assert len(blocked(1, month=12)) == 3
    assert blocked(8, month=12) == {}


def test_hours_that_have_begun_today_are_not_published(world):
    publish(world, at(TUESDAY, "16:00"))

    assert list(blocked()) == ["16:30"]


def test_slots_of_the_past_are_never_touched(world):
    publish(world)
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    publish(world, at(TUESDAY, "16:00"))

    assert blocked() == {"15:30": None, "16:00": None}


@pytest.mark.parametrize(
    ("now", "day", "month", "utc_hour"),
    [
        (datetime(2026, 3, 23, 9, tzinfo=MADRID), 24, 3, 14),
        (datetime(2026, 3, 23, 9, tzinfo=MADRID), 31, 3, 13),
        (datetime(2026, 10, 19, 9, tzinfo=MADRID), 20, 10, 13),
        (datetime(2026, 10, 19, 9, tzinfo=MADRID), 27, 10, 14),
    ],
)
def test_the_hours_before_and_after_a_change_of_clock_are_the_same_to_people(world, now, day, month, utc_hour):
    publish(world, now)

    assert list(blocked(day, month)) == ["15:30", "16:00", "16:30"]
    first = db.session.scalars(
        select(Slot).where(Slot.local_date == date(2026, month, day)).order_by(Slot.starts_at)
    ).first()
    assert (first.starts_at.hour, first.starts_at.minute) == (utc_hour, 30)


def test_overlapping_rules_give_one_slot_kept_for_the_service(world):
    hours(world, starts=time(16), ends=time(18), service=world.long_service_id)

    publish(world)

    rows = db.session.execute(
        select(Slot.service_id).where(Slot.local_date == date(2026, 11, 24)).order_by(Slot.starts_at)
    )
    assert [service for (service,) in rows] == [None, *[world.long_service_id] * 4]


def test_hours_kept_for_a_service_that_is_withdrawn_are_not_published(world):
    hours(world, weekdays=(3,), service=world.long_service_id)
    publish(world)
    assert len(blocked(25)) == 3

    with writing() as session:
        session.get(Service, world.long_service_id).withdrawn_at = NOW
    publish(world)

    assert blocked(25) == {}


def test_hours_of_somebody_who_gives_no_service_are_not_published(world):
    with writing() as session:
        session.execute(technician_service.delete())

    assert publish(world).created == 0


def test_slots_that_become_kept_for_a_service_say_so(world):
    publish(world)
    change(WorkingHours, service_id=world.service_id)

    publish(world)

    assert slot_at(at(TUESDAY, "16:00")).service_id == world.service_id


def test_changed_hours_remove_open_slots_and_add_new_ones(world):
    publish(world)
    change(WorkingHours, starts=time(16), ends=time(17, 30))

    published = publish(world)

    assert (published.created, published.removed) == (7, 7)
    assert list(blocked()) == ["16:00", "16:30", "17:00"]


@pytest.mark.parametrize("place", ["CT", "08019"])
def test_a_holiday_of_catalonia_or_of_the_seat_blocks_the_day(world, place):
    publish(world)
    add(Holiday(place=place, day=date(2026, 12, 8), names={"ca": "Festa"}))

    published = publish(world)

    assert published.blocked == 3
    assert set(blocked(8, month=12).values()) == {"holiday"}


def test_a_holiday_of_another_municipality_does_not(world):
    add(Holiday(place="08091", day=date(2026, 12, 8), names={"ca": "Festa"}))

    assert publish(world).blocked == 0


def test_a_closure_blocks_its_days_both_included(world):
    add(
        Closure(
            office_id=world.office_id, first_day=date(2026, 12, 1), last_day=date(2026, 12, 8), reason={"ca": "Obres"}
        )
    )

    publish(world)

    assert [set(blocked(*day).values()) for day in ((24, 11), (1, 12), (8, 12), (15, 12))] == [
        {None},
        {"closure"},
        {"closure"},
        {None},
    ]


def test_a_closure_without_end_in_sight_is_no_trouble(world):
    add(
        Closure(
            office_id=world.office_id, first_day=date(2000, 1, 1), last_day=date(9999, 12, 31), reason={"ca": "Obres"}
        )
    )

    assert publish(world).blocked == 21


def test_an_absence_blocks_what_it_touches_and_frees_it_when_it_is_over(world):
    absence = Absence(technician_id=world.technicians[0], starts_at=at(TUESDAY, "16:10"), ends_at=at(TUESDAY, "16:30"))
    add(absence)

    publish(world)
    assert blocked() == {"15:30": None, "16:00": "absence", "16:30": None}

    with writing() as session:
        session.execute(Absence.__table__.delete())
    assert publish(world).unblocked == 1
    assert blocked()["16:00"] is None


def test_the_absence_of_one_leaves_the_others(app):
    world = build_world(technicians=2)
    hours(world, who=0)
    hours(world, who=1)
    add(Absence(technician_id=world.technicians[0], starts_at=NOW, ends_at=datetime(9999, 1, 1, tzinfo=MADRID)))

    publish(world)

    rows = db.session.execute(select(Slot.technician_id, Slot.blocked).distinct())
    assert set(map(tuple, rows)) == {(world.technicians[0], "absence"), (world.technicians[1], None)}


def test_somebody_who_left_is_not_offered_and_their_calls_are_reported(world):
    publish(world)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)
    change(Technician, left_at=NOW)

    published = publish(world)

    assert published.removed == 20
    assert published.orphaned == [booked.appointment_id]
    assert blocked() == {"16:00": "hours"}


# Outlook


def test_busy_time_in_outlook_blocks_what_it_touches(world):
    read_calendar(world, (at(TUESDAY, "15:00"), at(TUESDAY, "15:31")), (at(TUESDAY, "16:30"), at(TUESDAY, "16:45")))

    publish(world, reads_outlook=True)

    assert blocked() == {"15:30": "outlook", "16:00": None, "16:30": "outlook"}


def test_outlook_does_not_matter_when_the_settings_say_so(world):
    read_calendar(world, (at(TUESDAY, "15:00"), at(TUESDAY, "20:00")))

    assert publish(world, reads_outlook=False).blocked == 0


def test_a_calendar_that_was_never_read_blocks_everything_until_it_is(world):
    assert publish(world, reads_outlook=True) == Published(21, 0, 21, 0, [])
    assert set(blocked().values()) == {"unreadable"}

    read_calendar(world)

    assert publish(world, reads_outlook=True).unblocked == 21


def test_a_reading_counts_for_a_day(world):
    read_calendar(world)

    publish(world, NOW + timedelta(hours=24), reads_outlook=True)
    assert set(blocked().values()) == {None}

    publish(world, NOW + timedelta(hours=24, seconds=1), reads_outlook=True)
    assert set(blocked().values()) == {"unreadable"}


def test_our_own_meeting_in_outlook_does_not_block_its_slot(world):
    read_calendar(world)
    publish(world, reads_outlook=True)
    book_for(AINA, world, slot_at(at(TUESDAY, "15:30")).id, service_id=world.long_service_id)
    read_calendar(world, (at(TUESDAY, "15:30"), at(TUESDAY, "16:30")))

    published = publish(world, reads_outlook=True)

    assert (published.blocked, published.orphaned) == (0, [])


def test_another_entry_at_the_very_time_of_our_meeting_makes_it_a_call_that_nobody_attends(world):
    read_calendar(world)
    publish(world, reads_outlook=True)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "15:30")).id)
    read_calendar(world, *[(at(TUESDAY, "15:30"), at(TUESDAY, "16:00"))] * 2)

    assert publish(world, reads_outlook=True).orphaned == [booked.appointment_id]


def test_a_cancelled_hour_is_free_although_outlook_still_shows_the_meeting(world):
    read_calendar(world)
    publish(world, reads_outlook=True)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "15:30")).id)
    read_calendar(world, (at(TUESDAY, "15:30"), at(TUESDAY, "16:00")))
    cancel(booked.appointment_id, None, NOW)

    publish(world, reads_outlook=True)
    assert blocked()["15:30"] is None

    # The meeting is deleted after the calendar was read: the reading still has it, and it is still ours.
    change(Meeting, wanted=False, settled_at=NOW + timedelta(minutes=1))
    publish(world, reads_outlook=True)
    assert blocked()["15:30"] is None

    # Read again later, the entry that is still there is somebody else's.
    change(Technician, busy_read_at=NOW + timedelta(minutes=2))
    publish(world, reads_outlook=True)
    assert blocked()["15:30"] == "outlook"


# What is in use


def test_a_taken_slot_is_never_removed_and_the_appointment_is_reported(world):
    publish(world)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    published = publish(world)

    assert published == Published(created=0, removed=20, blocked=1, unblocked=0, orphaned=[booked.appointment_id])
    assert slot_at(at(TUESDAY, "16:00")).appointment_id == booked.appointment_id


def test_a_reported_appointment_is_reported_again_until_somebody_acts(world):
    publish(world)
    booked = book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)
    add(Absence(technician_id=world.technicians[0], starts_at=at(TUESDAY, "08:00"), ends_at=at(TUESDAY, "20:00")))

    assert publish(world).orphaned == [booked.appointment_id]
    assert publish(world).orphaned == [booked.appointment_id]

    cancel(booked.appointment_id, None, NOW)
    assert publish(world).orphaned == []
    assert blocked()["16:00"] == "absence"


def test_an_unreadable_calendar_does_not_make_calls_that_nobody_attends(world):
    publish(world)
    book_for(AINA, world, slot_at(at(TUESDAY, "16:00")).id)

    assert publish(world, reads_outlook=True).orphaned == []


def test_a_slot_that_is_being_filled_in_is_kept_but_no_longer_offered(world):
    publish(world)
    hold(slot_at(at(TUESDAY, "16:00")).id, world.service_id, "bernat", NOW, HoldTimes())
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    assert publish(world).removed == 20
    assert blocked() == {"16:00": "hours"}

    assert publish(world, NOW + timedelta(minutes=11)).removed == 1
    assert blocked() == {}


def test_a_taken_or_held_slot_keeps_the_service_it_was_offered_for(world):
    publish(world)
    book_for(BERNAT, world, slot_at(at(TUESDAY, "16:00")).id)
    change(WorkingHours, service_id=world.long_service_id)

    publish(world)

    assert slot_at(at(TUESDAY, "16:00")).service_id is None
    assert slot_at(at(TUESDAY, "16:30")).service_id == world.long_service_id


@pytest.mark.database("postgresql")  # SQLite lets nobody write in between
def test_a_slot_that_is_held_while_it_is_being_removed_stays(world):
    publish(world)
    slot_id = slot_at(at(TUESDAY, "16:00")).id
    with writing() as session:
        session.execute(WorkingHours.__table__.delete())

    @event.listens_for(db.engine, "before_cursor_execute")
    def hold_it_just_before(connection, cursor, statement, *others):
        if statement.startswith("DELETE FROM slot"):
            with db.engine.begin() as bernat:
                held = {"held_by": "bernat", "held_until": NOW + timedelta(minutes=10)}
                bernat.execute(update(Slot).where(Slot.id == slot_id).values(**held))

    assert publish(world).removed == 20
    assert list(blocked()) == ["16:00"]


def test_several_publications_at_once_make_each_slot_once(app, world):
    def publish_in_a_thread(_):
        with app.app_context():
            return publish(world).created

    with ThreadPoolExecutor(4) as threads:
        created = list(threads.map(publish_in_a_thread, range(4)))

    assert sorted(created) == [0, 0, 0, 21]
    assert db.session.scalar(select(db.func.count(Slot.id))) == 21


# Several offices, and what it costs


def test_offices_are_published_each_by_its_own_rules(world):
    with writing() as session:
        second = Office(**{**_columns(session.get(Office, world.office_id)), "slug": "second", "horizon_days": 1})
        session.add(second)
        session.flush()
        technician = Technician(office_id=second.id, name="Dídac", email="didac@tecnics.example")
        service = Service(office_id=second.id, slug="consum", names={"ca": "Consum"}, descriptions={"ca": ""})
        session.add_all([technician, service])
        session.flush()
        session.execute(technician_service.insert().values(technician_id=technician.id, service_id=service.id))
        session.add(
            WorkingHours(
                technician_id=technician.id, weekday=2, starts=time(9), ends=time(10), valid_from=date(2026, 1, 1)
            )
        )
        session.add(
            Closure(
                office_id=world.office_id, first_day=NOW.date(), last_day=date(2027, 12, 31), reason={"ca": "Obres"}
            )
        )

    published = publish_all(NOW, MADRID, reads_outlook=False)

    assert [(office.created, office.blocked) for office in published.values()] == [(21, 21), (2, 0)]


def _columns(row):
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}


def test_publishing_costs_the_same_number_of_statements_for_two_technicians_as_for_twelve(app):
    world = build_world(technicians=12)
    add(Holiday(place="CT", day=date(2026, 12, 8), names={"ca": "Festa"}))
    costs = []
    for staff in (range(2), range(2, 12)):
        for who in staff:
            hours(world, weekdays=range(1, 6), who=who)
            read_calendar(world, (at(TUESDAY, "16:00"), at(TUESDAY, "17:00")), who=who)
        with counted(db.engine) as queries:
            publish(world, reads_outlook=True)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 15
    assert db.session.scalar(select(db.func.count(Slot.id))) > 1000


def test_nothing_is_written_when_nothing_changed(world):
    publish(world)

    with counted(db.engine) as queries:
        publish(world)

    assert [statement for statement in queries.writes if not statement.startswith("BEGIN")] == []


def test_the_command_publishes_and_names_the_calls_that_nobody_would_attend(app, world):
    run = app.test_cli_runner().invoke
    now = datetime.now(UTC)
    change(Technician, busy_read_at=now)
    assert "created, 0 removed, 0 blocked, 0 unblocked" in run(args=["slots", "publish"]).output
    slot_id = db.session.scalar(select(Slot.id).where(Slot.starts_at > now + timedelta(days=14)).limit(1))
    booked = book_for(AINA, world, slot_id, now=now)
    change(Technician, left_at=now)

    result = run(args=["slots", "publish"])

    assert result.exit_code == 0
    assert (
        result.output.splitlines()[-1]
        == f"Nobody would attend these appointments as things stand: {booked.appointment_id}"
    )
