"""The demonstration: complete, repeatable, and never in production."""

from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from booking.attend.day import read_day
from booking.attend.state import state_of
from booking.demo import load_demo
from booking.find_municipality import find
from booking.models import (
    Appointment,
    Holiday,
    HolidayYear,
    Message,
    Municipality,
    MunicipalityStatus,
    Office,
    Service,
    Slot,
    Technician,
    WorkingHours,
)
from database import db, writing
from tests.support.settings import settings_for
from tests.support.world import MADRID, NOW


def load(now=NOW, reads_outlook=False):
    return load_demo(now, MADRID, reads_outlook)


def count(*conditions):
    return db.session.scalar(select(func.count()).where(*conditions))


def test_there_is_an_office_with_two_services_three_technicians_and_25_municipalities(app):
    loaded = load()

    office = db.session.get(Office, loaded.office_id)
    assert "demostració" in office.name
    assert [service.slots for service in db.session.scalars(Service.offered_by(office.id))] == [1, 2]
    assert [person.email for person in db.session.scalars(Technician.working_for(office.id))] == [
        "clara.soler@tecnics.example",
        "marti.puig@tecnics.example",
        "nuria.vidal@tecnics.example",
    ]
    assert count(Municipality.office_id == office.id) == 25
    assert count(Municipality.ine_code.is_not(None)) == 311


def test_deadlines_can_be_counted_for_everybody_from_the_oldest_case_on(app):
    load()

    assert set(db.session.scalars(select(HolidayYear.year))) == {2025, 2026, 2027}
    assert count(HolidayYear.year == 2025) == count(HolidayYear.year == 2026) == 311 + 1
    assert count(Holiday.place == "08019") == 3 * 2


def test_everybody_works_the_afternoons_and_two_work_a_morning(app):
    load()

    assert count(WorkingHours.starts == time(15, 30), WorkingHours.ends == time(19, 0)) == 3 * 5
    assert count(WorkingHours.starts < time(15, 30)) == 2


def test_whoever_has_an_office_of_their_own_is_told_where_it_is(app):
    load()

    badalona = find(db.session(), "Badalona").exact
    assert badalona.has_own_office
    assert "demostració" in badalona.own_office_name
    assert badalona.own_office_phone


def test_slots_are_there_at_once_where_outlook_is_not_read(app):
    assert load().published.created > 700
    assert count(Slot.blocked.is_(None)) > 600


def test_slots_wait_for_the_first_reading_where_outlook_is_read(app):
    published = load(reads_outlook=True).published

    assert published.blocked == published.created > 700


def test_loading_again_changes_nothing_and_keeps_what_was_changed(app):
    first = load()
    with writing() as session:
        session.get(Office, first.office_id).phone = "930 111 111"
        session.scalars(select(WorkingHours).where(WorkingHours.starts < time(15, 30))).first().weekday = 5

    again = load(NOW + timedelta(minutes=1))

    assert (again.office_id, again.municipalities_added, again.holidays_added) == (first.office_id, 0, 0)
    assert count(Technician.id > 0) == 3
    assert count(WorkingHours.id > 0) == 17
    assert db.session.get(Office, first.office_id).phone == "930 111 111"
    assert load(NOW + timedelta(minutes=1)).published.created == 0


def test_every_text_that_people_read_is_in_the_three_languages(app):
    load()

    for service in db.session.scalars(select(Service)):
        assert set(service.names) == set(service.descriptions) == {"ca", "es", "en"}
    assert set(db.session.scalars(select(Office)).one().phone_hours) == {"ca", "es", "en"}


def test_the_command_loads_it_and_says_so(app):
    result = app.test_cli_runner().invoke(args=["demo", "load"])

    assert result.exit_code == 0
    assert result.output.startswith("311 municipalities and ")
    assert count(Municipality.status == MunicipalityStatus.SERVED) == 25


def test_production_never_gets_demonstration_data(app):
    app.config["VIDEOCITA"] = settings_for("sqlite://", VIDEOCITA_ENVIRONMENT="production")

    result = app.test_cli_runner().invoke(args=["demo", "load"])

    assert result.exit_code == 1
    assert "no demonstration data is loaded" in result.output
    assert count(Office.id > 0) == 0


@pytest.mark.parametrize(
    "arguments", [["places", "--help"], ["holidays", "--help"], ["slots", "--help"], ["busy", "--help"]]
)
def test_every_group_of_commands_explains_itself(app, arguments):
    assert "Commands:" in app.test_cli_runner().invoke(args=arguments).output


def test_today_has_a_call_in_every_state(app):
    now = NOW + timedelta(hours=4)
    loaded = load(now)

    clara = db.session.scalars(select(Technician).order_by(Technician.id)).first()
    calls = read_day(db.session(), clara.id, NOW.date(), MADRID)
    states = {state_of(one.appointment, one.call, now) for one in calls}
    assert loaded.calls_added == 11
    assert states >= {
        "attended", "consumer_absent", "technician_absent", "cut_off", "cancelled", "to_close", "waiting", "upcoming"
    }  # fmt: skip
    assert count(Message.sent_at.is_(None)) == 0


def test_the_calls_of_a_day_are_made_once_and_those_of_the_next_day_too(app):
    load()

    assert load(NOW + timedelta(hours=5)).calls_added == 0
    assert load(NOW + timedelta(days=1)).calls_added == 11


@pytest.mark.parametrize("hour", [-8, 14])
def test_at_night_they_stay_within_the_day(app, hour):
    load(NOW + timedelta(hours=hour))

    assert {start.astimezone(MADRID).date() for start in db.session.scalars(select(Appointment.starts_at))} == {
        NOW.date()
    }
