"""Publishing slots: what weekly hours become, and at what cost."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from booking.models import (
    Closure,
    Holiday,
    Office,
    Service,
    Slot,
    Technician,
    WorkingHours,
    technician_service,
)
from booking.publish_slots import Published, publish_all
from database import db, writing
from tests.booking.publishing.steps import MADRID, TUESDAY, add, blocked, change, hours, publish, read_calendar
from tests.support.queries import counted
from tests.support.world import AINA, NOW, at, book_for, build_world, slot_at


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
