"""From weekly hours to slots: wall time, both changes of clock, overlapping rules."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from booking.models import SLOT, WorkingHours
from booking.opening_hours import Spans, openings, slot_starts

MADRID = ZoneInfo("Europe/Madrid")
CHANGES_OF_CLOCK = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


def hours(weekday, starts, ends, *, number=1, technician=1, service=None, first=date(2026, 1, 1), last=None):
    return WorkingHours(
        id=number,
        technician_id=technician,
        weekday=weekday,
        starts=time.fromisoformat(starts) if isinstance(starts, str) else starts,
        ends=time.fromisoformat(ends) if isinstance(ends, str) else ends,
        service_id=service,
        valid_from=first,
        valid_until=last,
    )


def walls(starts, ends, day):
    """The slots of a day, as its wall clock shows them."""
    found = slot_starts(time.fromisoformat(starts), time.fromisoformat(ends), day, MADRID)
    return [start.astimezone(MADRID).strftime("%H:%M") for start in found]


def days(rules, first, last):
    return sorted(opening.local_date for opening in openings(rules, first, last, MADRID))


def test_an_afternoon_has_seven_slots_in_winter_and_in_summer_time():
    afternoon = ["15:30", "16:00", "16:30", "17:00", "17:30", "18:00", "18:30"]

    assert walls("15:30", "19:00", date(2026, 11, 24)) == afternoon
    assert walls("15:30", "19:00", date(2026, 7, 21)) == afternoon
    assert slot_starts(time(15, 30), time(16), date(2026, 11, 24), MADRID) == [
        datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    ]
    assert slot_starts(time(15, 30), time(16), date(2026, 7, 21), MADRID) == [datetime(2026, 7, 21, 13, 30, tzinfo=UTC)]


@pytest.mark.parametrize("day", CHANGES_OF_CLOCK)
def test_the_afternoons_around_a_change_of_clock_are_as_always(day):
    for around in range(-7, 8):
        assert walls("15:30", "16:30", day + timedelta(days=around)) == ["15:30", "16:00"]


def test_hours_that_the_clock_skips_give_no_slot():
    assert walls("01:00", "04:00", date(2026, 3, 29)) == ["01:00", "01:30", "03:00", "03:30"]
    assert walls("02:00", "03:00", date(2027, 3, 28)) == []


def test_hours_that_the_clock_repeats_give_one_slot_each():
    night = slot_starts(time(1), time(4), date(2026, 10, 25), MADRID)

    assert walls("01:00", "04:00", date(2026, 10, 25)) == ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]
    assert night[2] == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)  # the first two o'clock, still in summer time
    assert night[4] == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("15:45", "17:15", ["16:00", "16:30"]),
        ("15:40", "16:00", []),
        ("15:30", "15:59", []),
        ("15:30", "16:00", ["15:30"]),
        ("00:00", "01:00", ["00:00", "00:30"]),
        ("22:45", "23:59", ["23:00"]),
    ],
)
def test_only_whole_slots_on_the_half_hour_count(starts, ends, expected):
    assert walls(starts, ends, date(2026, 11, 24)) == expected


@pytest.mark.parametrize("weekday", range(1, 8))
def test_each_weekday_is_the_iso_one(weekday):
    monday = date(2026, 11, 23)

    assert days([hours(weekday, "16:00", "16:30")], monday, monday + timedelta(days=13)) == [
        monday + timedelta(days=weekday - 1),
        monday + timedelta(days=weekday + 6),
    ]


def test_a_rule_holds_from_its_first_to_its_last_day_both_included():
    tuesdays = hours(2, "16:00", "16:30", first=date(2026, 11, 24), last=date(2026, 12, 8))

    assert days([tuesdays], date(2026, 11, 1), date(2026, 12, 31)) == [
        date(2026, 11, 24),
        date(2026, 12, 1),
        date(2026, 12, 8),
    ]
    assert days([tuesdays], date(2026, 11, 24), date(2026, 11, 24)) == [date(2026, 11, 24)]
    assert days([tuesdays], date(2026, 12, 9), date(2026, 12, 31)) == []


def test_overlapping_rules_give_each_slot_once():
    rules = [hours(2, "15:30", "17:00", number=1), hours(2, "16:00", "18:00", number=2)]

    found = list(openings(rules, date(2026, 11, 24), date(2026, 11, 24), MADRID))

    assert len(found) == len({opening.starts_at for opening in found}) == 5


def test_hours_kept_for_a_service_win_over_hours_for_all_and_then_the_older_rule():
    rules = [
        hours(2, "15:30", "17:30", number=1),
        hours(2, "16:00", "17:00", number=2, service=20),
        hours(2, "16:30", "17:30", number=3, service=30),
    ]

    found = openings(rules, date(2026, 11, 24), date(2026, 11, 24), MADRID)

    assert {opening.starts_at.astimezone(MADRID).strftime("%H:%M"): opening.service_id for opening in found} == {
        "15:30": None,
        "16:00": 20,
        "16:30": 20,
        "17:00": 30,
    }


def test_two_technicians_may_have_the_same_hour():
    rules = [hours(2, "16:00", "16:30", technician=1), hours(2, "16:00", "16:30", technician=2, number=2)]

    assert {opening.technician_id for opening in openings(rules, date(2026, 11, 24), date(2026, 11, 24), MADRID)} == {
        1,
        2,
    }


anytime = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
a_day = st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.sampled_from(CHANGES_OF_CLOCK).flatmap(
    lambda day: st.integers(-8, 8).map(lambda away: day + timedelta(days=away))
)


@st.composite
def rule(draw):
    starts, ends = sorted(draw(st.lists(anytime, min_size=2, max_size=2, unique=True)))
    first = draw(a_day)
    return hours(
        draw(st.integers(1, 7)),
        starts,
        ends,
        number=draw(st.integers(1, 1000)),
        technician=draw(st.integers(1, 2)),
        service=draw(st.sampled_from([None, 20, 30])),
        first=first,
        last=draw(st.none() | st.integers(0, 60).map(lambda length: first + timedelta(days=length))),
    )


some_rules = st.lists(rule(), max_size=6)


@given(some_rules, a_day, st.integers(0, 50))
def test_slots_never_overlap_and_lie_on_the_half_hours_of_the_wall_clock(rules, first, length):
    found = sorted(
        openings(rules, first, first + timedelta(days=length), MADRID),
        key=lambda opening: (opening.technician_id, opening.starts_at),
    )

    for one, following in pairwise(found):
        assert one.technician_id != following.technician_id or one.ends_at <= following.starts_at
    for opening in found:
        wall = opening.starts_at.astimezone(MADRID)
        assert opening.starts_at.tzinfo is UTC
        assert (wall.minute % 30, wall.second) == (0, 0)
        assert wall.date() == opening.local_date
        assert first <= opening.local_date <= first + timedelta(days=length)


@given(some_rules, a_day, st.integers(0, 20))
def test_every_half_hour_that_a_rule_covers_is_there_and_no_other(rules, first, length):
    """Said the other way round: walk through all half hours that there really are, and ask the rules about each."""
    expected = set()
    instant = datetime.combine(first, time(0), tzinfo=MADRID).astimezone(UTC)
    until = datetime.combine(first + timedelta(days=length + 1), time(0), tzinfo=MADRID).astimezone(UTC)
    shown = set()
    while instant < until:
        wall = instant.astimezone(MADRID).replace(tzinfo=None)
        end = wall + SLOT
        if wall not in shown:  # the second time round the clock shows the same, nobody could tell the two apart
            expected.update(
                (rule.technician_id, instant)
                for rule in rules
                if rule.holds_on(wall.date())
                and rule.starts <= wall.time()
                and end.date() == wall.date()
                and end.time() <= rule.ends
            )
        shown.add(wall)
        instant += SLOT

    found = {
        (opening.technician_id, opening.starts_at)
        for opening in openings(rules, first, first + timedelta(days=length), MADRID)
    }

    assert found == expected


MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
a_span = st.tuples(st.integers(0, 200), st.integers(1, 50)).map(
    lambda at: (MIDNIGHT + timedelta(minutes=at[0]), MIDNIGHT + timedelta(minutes=at[0] + at[1]))
)


@given(st.lists(a_span, max_size=8), a_span)
def test_a_stretch_touches_some_when_it_shares_a_moment_with_one(spans, stretch):
    assert Spans(spans).touch(*stretch) == any(start < stretch[1] and stretch[0] < end for start, end in spans)
