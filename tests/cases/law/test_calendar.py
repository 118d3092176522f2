"""Counting deadlines with the holidays of two municipalities."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from booking.import_holidays import BARCELONA, barcelona_holidays, catalan_holidays, import_holidays
from booking.models import CATALONIA
from cases.calendar import (
    Calendar,
    Calendars,
    HolidaysNotLoaded,
    add_calendar_days,
    add_months,
    add_working_days,
    plain_months,
)
from database import db
from tests.support.holidays import TORRELLES, load_holidays

YEARS = (2024, 2025, 2026, 2027)
HERE = Calendar(
    (CATALONIA, BARCELONA),
    {(place, year): "rules" for place in (CATALONIA, BARCELONA) for year in YEARS},
    frozenset(day for year in YEARS for day in [*catalan_holidays(year), *barcelona_holidays(year)]),
)
WITHOUT_THE_SEAT = Calendar(
    (CATALONIA,),
    {(CATALONIA, year): "rules" for year in YEARS},
    frozenset(catalan_holidays(2025) | catalan_holidays(2026)),
)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def day(written):
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        ("2025-05-14", "2025-05-28"),  # as registered by the service: «ENOTUM fins 28/05»
        ("2025-05-19", "2025-06-02"),  # and «fins 02/06»
        ("2025-06-02", "2025-06-17"),
        ("2025-12-18", "2026-01-07"),
        ("2026-03-27", "2026-04-14"),
        ("2026-05-13", "2026-05-28"),
        ("2026-09-09", "2026-09-25"),
        ("2026-11-04", "2026-11-18"),
        ("2026-12-22", "2027-01-08"),
    ],
)
def test_ten_working_days_leave_out_weekends_and_holidays(notified, last):
    assert add_working_days(HERE, day(notified), 10) == day(last)


@pytest.mark.parametrize(("notified", "last"), [("2025-06-02", "2025-06-16"), ("2026-05-13", "2026-05-27")])
def test_a_holiday_of_the_seat_alone_makes_a_day_of_difference(notified, last):
    assert add_working_days(WITHOUT_THE_SEAT, day(notified), 10) == day(last)


@pytest.mark.parametrize(
    ("notified", "last"),
    [("2026-01-31", "2026-03-02"), ("2026-05-24", "2026-06-25"), ("2026-11-25", "2026-12-28")],
)
def test_a_month_ends_on_its_day_or_on_the_next_working_one(notified, last):
    assert add_months(HERE, day(notified), 1) == day(last)


def test_calendar_days_run_through_holidays_but_do_not_end_on_one():
    assert add_calendar_days(HERE, day("2026-12-04"), 21) == day("2026-12-28")


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2025-11-30", 3, "2026-02-28")],
)
def test_a_month_without_that_day_ends_on_its_last(since, months, last):
    assert plain_months(day(since), months) == day(last)


def test_a_time_of_no_days_is_refused():
    with pytest.raises(ValueError, match="one day at least"):
        add_working_days(HERE, day("2026-05-13"), 0)


def test_a_holiday_where_the_person_lives_counts_too(app, world):
    load_holidays(2026)
    calendars = Calendars(db.session())

    gelida = add_working_days(calendars.of("08019", "08091"), day("2026-11-04"), 10)
    torrelles = add_working_days(calendars.of("08019", TORRELLES), day("2026-11-04"), 10)

    assert (gelida, torrelles) == (day("2026-11-18"), day("2026-11-19"))


@pytest.mark.parametrize(
    ("seat", "municipality", "missing"), [("08019", "08001", "08001"), ("08187", "08091", "08187")]
)
def test_a_place_whose_year_is_not_on_file_is_named(app, world, seat, municipality, missing):
    load_holidays(2026)

    with pytest.raises(HolidaysNotLoaded) as refused:
        add_working_days(Calendars(db.session()).of(seat, municipality), day("2026-05-13"), 10)

    assert (refused.value.year, refused.value.place) == (2026, missing)


def test_a_count_that_runs_into_a_year_not_on_file_is_refused(app, world):
    load_holidays(2026)

    with pytest.raises(HolidaysNotLoaded) as refused:
        add_working_days(Calendars(db.session()).of("08019", "08091"), day("2026-12-22"), 10)

    assert (refused.value.year, refused.value.place) == (2027, CATALONIA)


def test_what_the_import_brings_is_enough_to_count(app, world):
    import_holidays(2025, None, seats={"08019"})

    calendar = Calendars(db.session()).of("08019", "08019")

    assert add_working_days(calendar, day("2025-06-02"), 10) == day("2025-06-17")


def test_barcelona_comes_from_the_package_for_an_office_there_only(app):
    import_holidays(2025, None, seats={"08187"})

    with pytest.raises(HolidaysNotLoaded):
        Calendars(db.session()).of("08019", "08019").is_working(day("2025-06-09"))


def test_a_municipality_for_which_the_order_sets_no_day_is_counted_and_named(app, world):
    load_holidays(2027)

    calendar = Calendars(db.session()).of("08019", "08091")

    assert add_working_days(calendar, day("2027-05-03"), 1) == day("2027-05-04")
    assert calendar.counted_without(day("2027-05-03"), day("2027-05-04")) == [("08091", 2027)]


@given(DAYS, st.integers(1, 30))
def test_a_count_ends_on_a_working_day_with_as_many_working_days_behind(notified, number):
    last = add_working_days(HERE, notified, number)

    between = [notified + timedelta(days=step) for step in range(1, (last - notified).days + 1)]
    assert HERE.is_working(last)
    assert sum(map(HERE.is_working, between)) == number


@given(DAYS, st.integers(1, 20), st.integers(1, 10))
def test_counting_on_from_the_last_day_is_counting_the_sum(notified, first, more):
    assert add_working_days(HERE, add_working_days(HERE, notified, first), more) == add_working_days(
        HERE, notified, first + more
    )


@given(DAYS, DAYS, st.integers(1, 20))
def test_whoever_is_notified_later_never_has_less_time(one, other, number):
    earlier, later = sorted((one, other))

    assert add_working_days(HERE, earlier, number) <= add_working_days(HERE, later, number)
    assert add_months(HERE, earlier, 1) <= add_months(HERE, later, 1)


@given(DAYS, st.integers(1, 24))
def test_a_month_is_never_longer_than_its_days(since, number):
    last = plain_months(since, number)

    assert (last.year * 12 + last.month) - (since.year * 12 + since.month) == number
    assert last.day == since.day or (last + timedelta(days=1)).day == 1
