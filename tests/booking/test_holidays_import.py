"""Importing public holidays."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.csv_rows import BadFile
from booking.import_holidays import (
    LocalHolidays,
    catalan_holidays,
    import_holidays,
    local_holidays_file,
    read_local_holidays,
)
from booking.models import Holiday
from database import db, writing

HEADER = "ine_code,name,year,date_1,date_2,status,nuclei,note\n"


@pytest.fixture
def file(tmp_path):
    def write(*lines):
        path = tmp_path / "local.csv"
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
        return path

    return write


def days_at(place):
    return db.session.scalars(select(Holiday.day).where(Holiday.place == place).order_by(Holiday.day)).all()


def test_the_days_of_2026_are_those_of_the_order_of_catalonia():
    assert " ".join(day.isoformat()[5:] for day in catalan_holidays(2026)) == (
        "01-01 01-06 04-03 04-06 05-01 06-24 08-15 09-11 10-12 12-08 12-25 12-26"
    )


def test_every_day_has_its_name_in_the_three_languages():
    assert catalan_holidays(2027)[date(2027, 3, 26)] == {
        "ca": "Divendres Sant",
        "es": "Viernes Santo",
        "en": "Good Friday",
    }
    assert all(set(names) == {"ca", "es", "en"} for names in catalan_holidays(2026).values())


def test_only_dates_that_the_order_sets_are_read():
    local = read_local_holidays(local_holidays_file(2026), 2026)

    assert len(local.days) == 275 * 2 + 1
    assert len(local.not_set) == 29 + 6
    assert ("08019", date(2026, 9, 24)) in local.days
    assert "08013" in local.not_set  # each village of Avinyonet has days of its own


def test_a_repeated_import_adds_nothing(app):
    local = read_local_holidays(local_holidays_file(2026), 2026)

    first = import_holidays(2026, local)
    again = import_holidays(2026, local)

    assert (first.added, first.unchanged) == (12 + 551, 0)
    assert (again.added, again.unchanged, again.not_in_source) == (0, 12 + 551, [])
    assert days_at("08019") == [date(2026, 5, 25), date(2026, 9, 24)]


def test_days_entered_by_hand_stay_and_are_named_where_the_source_has_others(app):
    with writing() as session:
        for place in ("CT", "08013"):
            session.add(Holiday(place=place, day=date(2026, 7, 1), names={"ca": "a mà"}))

    imported = import_holidays(2026, LocalHolidays(2026, [("08019", date(2026, 9, 24))], not_set=["08013"]))

    assert imported.not_in_source == [("CT", date(2026, 7, 1))]
    assert days_at("08013") == [date(2026, 7, 1)]
    assert len(days_at("CT")) == 13


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("8091,Gelida,2026,2026-05-25,2026-08-23,set,,\n", "line 2: ine_code must be five digits"),
        ("08091,Gelida,2025,2026-05-25,2026-08-23,set,,\n", "line 2: year must be 2026, not '2025'"),
        ("08091,Gelida,2026,2026-05-25,2027-08-23,set,,\n", "line 2: 2027-08-23 is not in 2026"),
        ("08091,Gelida,2026,2026-05-25,2026-02-30,set,,\n", "line 2: '2026-02-30' is not a date such as 2026-05-25"),
        ("08091,Gelida,2026,2026-05-25,,set,,\n", "line 2: status set goes with 2 dates, not 1"),
        ("08091,Gelida,2026,2026-05-25,2026-05-25,set,,\n", "line 2: date_1 and date_2 are the same day"),
        ("08091,Gelida,2026,2026-05-25,,not_proposed,,\n", "line 2: status not_proposed goes with 0 dates, not 1"),
        ("08091,Gelida,2026,,,maybe,,\n", "line 2: status must be one of set, one_only, per_nucleus, not_proposed"),
        ("08091,Gelida,2026,,,not_proposed,,\n" * 2, "line 3: 08091 stands in line 2 already"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_by_its_number(file, line, reason):
    with pytest.raises(BadFile, match=reason):
        read_local_holidays(file(line), 2026)


def test_the_command_says_what_it_did_and_what_is_missing(app):
    run = app.test_cli_runner().invoke

    this_year = run(args=["holidays", "import", "--year", "2026"])
    next_year = run(args=["holidays", "import", "--year", "2027"])

    assert (this_year.exit_code, next_year.exit_code) == (0, 0)
    assert "563 holidays added, 0 were there" in this_year.output
    assert "35 municipalities have no local holidays in the file" in this_year.output
    assert "There is no file of local holidays for 2027" in next_year.output


def test_the_command_refuses_a_bad_file_and_stores_nothing(app, file):
    result = app.test_cli_runner().invoke(
        args=["holidays", "import", "--year", "2026", "--file", str(file("08091,Gelida,2026,,,set,,\n"))]
    )

    assert result.exit_code == 1
    assert result.output == "Error: local.csv, line 2: status set goes with 2 dates, not 0\n"
    assert db.session.scalars(select(Holiday)).all() == []
