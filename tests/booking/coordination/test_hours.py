"""Weekly hours: the preview promises what saving does, and rows that make no sense are refused."""

from datetime import date, time

import pytest
from sqlalchemy import select

from booking.coordinate.errors import HoursRefused, Impossible, StaleForm
from booking.coordinate.hours import Row, Week, edit_hours, fingerprint, hours_on, preview_hours
from booking.models import Slot, Technician, WorkingHours
from booking.publish_slots import publish_slots
from database import Base, db, writing
from staff.models import AuditEntry
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import works
from tests.support.world import AINA, MADRID, NOW, at, book_for, slot_at

TODAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
AFTERNOON = Row(2, time(15, 30), time(17))


@pytest.fixture(autouse=True)
def hours(world, clara, marti):
    """Clara and Martí work on Tuesday afternoons: three slots on each of seven Tuesdays."""
    works(clara)
    works(marti)
    publish_slots(world.office_id, NOW, MADRID, reads_outlook=False)


def seen(technician):
    db.session.rollback()
    return fingerprint(hours_on(db.session(), technician, TODAY))


def preview(technician, publishing, *rows, valid_from=TUESDAY):
    db.session.rollback()
    return preview_hours(db.session(), Week(technician, rows, valid_from), NOW, publishing)


def save(technician, publishing, *rows, valid_from=TUESDAY, fresh=None):
    fresh = fresh or seen(technician)
    db.session.rollback()
    return edit_hours(Week(technician, rows, valid_from), fresh, DIDAC, NOW, publishing)


def everything():
    db.session.rollback()
    return {table.name: db.session.execute(table.select()).all() for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize(
    ("rows", "created", "removed"),
    [
        ([AFTERNOON], 0, 0),
        ([AFTERNOON, Row(4, time(9), time(10))], 14, 0),
        ([Row(2, time(16), time(18))], 14, 7),
        ([], 0, 21),
    ],
)
def test_the_preview_says_what_saving_then_does(clara, publishing, rows, created, removed):
    shown = preview(clara, publishing, *rows)

    published = save(clara, publishing, *rows)

    assert (shown.created, shown.removed, shown.outside) == (created, removed, [])
    assert (published.created, published.removed) == (created, removed)


def test_the_preview_writes_nothing(clara, publishing):
    before = everything()

    preview(clara, publishing, Row(3, time(9), time(13)))

    assert everything() == before


def test_appointments_that_would_fall_outside_are_counted_and_stay(world, clara, marti, publishing):
    with writing() as session:
        session.execute(db.update(Slot).where(Slot.technician_id == marti).values(blocked="outlook"))
    aina = book_for(AINA, world, slot_at(at(24, "16:30"), clara).id).appointment_id
    rows = [Row(2, time(15, 30), time(16, 30))]

    assert preview(clara, publishing, *rows).outside == [aina]
    assert save(clara, publishing, *rows).orphaned == [aina]
    assert slot_at(at(24, "16:30"), clara).appointment_id == aina


def test_other_people_s_hours_are_not_counted(marti, clara, publishing):
    works(marti, weekdays=(5,))

    assert preview(clara, publishing, AFTERNOON).created == 0


def test_hours_from_a_day_on_leave_those_before_as_they_were(clara, publishing):
    shown = preview(clara, publishing, Row(2, time(9), time(10)), valid_from=date(2026, 12, 8))
    save(clara, publishing, Row(2, time(9), time(10)), valid_from=date(2026, 12, 8))

    rules = db.session.scalars(
        select(WorkingHours).where(WorkingHours.technician_id == clara).order_by(WorkingHours.id)
    ).all()
    assert [(rule.starts, rule.valid_from, rule.valid_until) for rule in rules] == [
        (time(15, 30), date(2026, 1, 1), date(2026, 12, 7)),
        (time(9), date(2026, 12, 8), None),
    ]
    assert (shown.created, shown.removed) == (10, 15)


def test_hours_that_were_to_begin_later_are_replaced(clara, publishing):
    save(clara, publishing, Row(2, time(9), time(10)), valid_from=date(2026, 12, 8))
    save(clara, publishing, Row(5, time(9), time(10)), valid_from=date(2026, 12, 1))

    begins = db.session.scalars(select(WorkingHours.valid_from).where(WorkingHours.technician_id == clara)).all()
    assert sorted(begins) == [date(2026, 1, 1), date(2026, 12, 1)]


def test_the_change_is_in_the_audit_with_the_rows_before_and_after(clara, publishing):
    save(clara, publishing, Row(2, time(9), time(10)))

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("hours_changed", str(clara))
    assert [row["starts"] for row in entry.before["rows"]] == ["15:30"]
    assert [(row["starts"], row["valid_until"]) for row in entry.after["rows"]] == [
        ("15:30", "2026-11-23"),
        ("09:00", None),
    ]


@pytest.mark.parametrize(
    ("rows", "because", "concerned"),
    [
        ([Row(2, time(17), time(15))], "ends_before_it_begins", (0,)),
        ([Row(2, time(9), time(9))], "ends_before_it_begins", (0,)),
        ([AFTERNOON, Row(3, time(9, 10), time(12))], "off_grid", (1,)),
        ([AFTERNOON, Row(3, time(9), time(10)), Row(2, time(16), time(18))], "overlap", (0, 2)),
        ([Row(2, time(9), time(10), service_id=999)], "not_given", (0,)),
    ],
)
def test_rows_that_make_no_sense_are_refused_with_their_numbers(clara, publishing, rows, because, concerned):
    for act in (preview, save):
        with pytest.raises(HoursRefused) as refusal:
            act(clara, publishing, *rows)
        assert (refusal.value.because, refusal.value.rows) == (because, concerned)


def test_one_stretch_may_follow_another(clara, publishing):
    assert preview(clara, publishing, AFTERNOON, Row(2, time(17), time(18))).created == 14


@pytest.mark.parametrize(("day", "because"), [(date(2026, 11, 22), "past"), (date(2028, 1, 1), "too_far")])
def test_hours_begin_today_or_later_and_within_a_year(clara, publishing, day, because):
    with pytest.raises(HoursRefused) as refusal:
        preview(clara, publishing, AFTERNOON, valid_from=day)

    assert refusal.value.because == because


def test_the_second_of_two_who_edit_is_told(clara, publishing):
    shown = seen(clara)
    save(clara, publishing, Row(2, time(9), time(10)))

    with pytest.raises(StaleForm):
        save(clara, publishing, AFTERNOON, fresh=shown)


def test_somebody_who_left_has_no_hours_to_edit(clara, publishing):
    with writing() as session:
        session.get_one(Technician, clara).left_at = NOW

    with pytest.raises(Impossible):
        save(clara, publishing, AFTERNOON)
