"""Hours on offer, workers, promises."""

from datetime import timedelta

from booking.models import Message, Office
from database import db, writing
from doctor.finding import Level
from tests.doctor.report import about, examine, faults, now
from tests.support.world import AINA, book_for, open_slots


def test_an_office_without_free_hours_is_found(app, healthy):
    with writing() as session:
        session.execute(db.text("UPDATE slot SET blocked = 'absence'"))

    finding = about(examine(app), "Oficina de consum")

    assert finding.level is Level.FAIL
    assert "flask slots publish" in finding.advice


def test_an_office_that_takes_no_bookings_is_a_warning(app, healthy):
    with writing() as session:
        session.scalars(db.select(Office)).one().closed_notice = {"ca": "Tancat", "es": "Cerrado", "en": "Closed"}

    assert about(examine(app), "Oficina de consum").level is Level.WARN


def test_letters_that_wait_for_a_person_are_counted(app, healthy):
    start = (now() + timedelta(days=8)).replace(minute=0, second=0, microsecond=0)
    book_for(AINA, healthy, open_slots(healthy, start)[0], now=now())
    with writing() as session:
        for message in session.scalars(db.select(Message)):
            message.given_up_at = now()

    stuck = [finding for finding in faults(examine(app)) if finding.subject == "letters"]

    assert [finding.says.partition(" ")[0] for finding in stuck] == ["2"]
    assert "flask retry" in stuck[0].advice


def test_a_promise_that_nobody_takes_up_points_at_the_worker(app, healthy):
    start = (now() + timedelta(days=8)).replace(minute=0, second=0, microsecond=0)
    book_for(AINA, healthy, open_slots(healthy, start)[0], now=now() - timedelta(minutes=20))

    finding = about(examine(app), "meetings")

    assert finding.level is Level.FAIL
    assert "worker" in finding.advice
