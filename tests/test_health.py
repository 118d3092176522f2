"""`/salut/viu`, `/salut/llest` and `/metrics`: what watchers see, which is true, cheap and impersonal."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from booking.models import Appointment, Meeting, Message
from booking.promises import record
from booking.schedules import beat
from database import Base, db, writing
from health import backlogs
from tests.support.settings import settings_for
from tests.support.world import AINA, book_for, build_world, open_slots

TOKEN = {"Authorization": "Bearer let-me-look"}


@pytest.fixture
def settings(database_url):
    return settings_for(database_url, METRICS_TOKEN="let-me-look")


def everything():
    """All rows of all tables."""
    db.session.rollback()
    return {table.name: db.session.execute(table.select()).all() for table in Base.metadata.sorted_tables}


def counted_bookings(client):
    exposition = client.get("/metrics", headers=TOKEN).text
    lines = [
        line for line in exposition.splitlines() if line.startswith('videocita_appointment_events_total{kind="booked"}')
    ]
    return float(lines[0].rpartition(" ")[2]) if lines else 0


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def booked(app, now):
    """Aina has booked, and nobody has kept the promises yet."""
    world = build_world()
    start = (now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    (slot,) = open_slots(world, start)
    return book_for(AINA, world, slot, now=now)


def overdue_since(moment):
    with writing() as session:
        for promise in (*session.scalars(db.select(Meeting)), *session.scalars(db.select(Message))):
            promise.next_attempt_at = moment


def checks(client):
    answer = client.get("/salut/llest")
    return answer.status_code, answer.json["checks"]


def metric(client, line):
    exposition = client.get("/metrics", headers=TOKEN).text
    values = [found.rpartition(" ")[2] for found in exposition.splitlines() if found.startswith(line + " ")]
    assert len(values) == 1, exposition
    return float(values[0])


def test_a_process_that_answers_is_alive(client):
    answer = client.get("/salut/viu")

    assert (answer.status_code, answer.json) == (200, {"alive": True})


def test_the_service_is_ready_when_the_worker_beats_and_nothing_is_overdue(app, client, now):
    beat("worker-1", now)

    answer = client.get("/salut/llest")

    assert (answer.status_code, answer.json["ready"]) == (200, True)


def test_without_a_worker_it_is_not_ready(client):
    status, found = checks(client)

    assert status == 503
    assert found["database"]["ok"]
    assert found["worker"] == {"ok": False, "seconds_since_beat": None}


def test_a_worker_that_fell_silent_is_told_by_its_last_beat(client, now):
    beat("worker-1", now - timedelta(seconds=120))

    status, found = checks(client)

    assert status == 503
    assert 120 <= found["worker"]["seconds_since_beat"] < 180


def test_one_worker_of_two_is_enough(client, now):
    beat("worker-1", now - timedelta(hours=3))
    beat("worker-2", now - timedelta(seconds=10))

    assert checks(client)[0] == 200


def test_a_promise_that_nobody_takes_up_makes_it_not_ready(client, booked, now):
    beat("worker-1", now)
    overdue_since(now - timedelta(minutes=11))

    status, found = checks(client)

    assert status == 503
    assert found["promises"]["seconds_overdue"] >= 660


def test_a_promise_that_waits_for_its_next_try_does_not(client, booked, now):
    beat("worker-1", now)
    overdue_since(now + timedelta(minutes=15))

    assert checks(client)[0] == 200


def test_a_database_of_another_version_makes_it_not_ready(client):
    with writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'of the last release'"))

    assert checks(client) == (503, {"database": {"ok": True}, "migrations": {"ok": False}})


def test_an_empty_database_is_one_that_was_not_migrated(client):
    with writing() as session:
        session.execute(text("DROP TABLE alembic_version"))

    assert checks(client) == (503, {"database": {"ok": True}, "migrations": {"ok": False}})


@pytest.mark.parametrize("address", ["/salut/viu", "/salut/llest", "/metrics"])
def test_watching_changes_nothing_and_leaves_no_cookie(client, booked, address):
    before = everything()

    answer = client.get(address, headers=TOKEN)

    assert "Set-Cookie" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]
    assert everything() == before
    assert client.post(address).status_code in (400, 405)


@pytest.mark.parametrize("address", ["/salut/viu", "/salut/llest", "/metrics"])
def test_watching_as_often_as_one_likes_is_never_refused(client, address):
    statuses = {client.get(address, headers=TOKEN).status_code for _ in range(100)}

    assert 429 not in statuses


def test_metrics_are_for_whoever_carries_the_token(client):
    assert client.get("/metrics", headers=TOKEN).status_code == 200
    for given in ("", "Bearer", "Bearer wrong", "Basic let-me-look", "Bearer lét-me-look"):
        refused = client.get("/metrics", headers={"Authorization": given})
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


class TestWithoutAToken:
    @pytest.fixture
    def settings(self, database_url):
        return settings_for(database_url)

    def test_there_are_no_metrics(self, client):
        assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route_and_never_by_path(client):
    client.get("/c/wD3kq0Zr9yB2uX7mTn5hVg")
    client.get("/nothing/aina@example.org")

    exposition = client.get("/metrics", headers=TOKEN).text

    assert 'route="(none)"' in exposition
    assert "wD3kq0" not in exposition
    assert "aina" not in exposition


def test_what_happens_to_appointments_is_counted_when_it_is_committed(client, now):
    world = build_world()
    start = (now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    (slot,) = open_slots(world, start)
    before = counted_bookings(client)

    first = book_for(AINA, world, slot, now=now, once_key="a form")
    again = book_for(AINA, world, slot, now=now, once_key="a form")

    assert again.appointment_id == first.appointment_id
    assert counted_bookings(client) == before + 1


def test_what_was_rolled_back_is_not_counted(client, booked, now):
    before = counted_bookings(client)

    with writing() as session:
        record(session, session.get_one(Appointment, booked.appointment_id), "booked", "consumer", now)
        session.flush()
        session.rollback()
    with writing():
        pass

    assert counted_bookings(client) == before


def test_open_promises_are_told_by_kind_and_age(client, booked):
    letter, meeting = 'videocita_promises_open{kind="letter"', 'videocita_promises_open{kind="meeting"'

    assert metric(client, f'{meeting},older_than_seconds="0"}}') == 1
    assert metric(client, f'{letter},older_than_seconds="0"}}') == 2
    assert metric(client, f'{letter},older_than_seconds="3600"}}') == 0


def test_what_waits_for_a_person_is_told_apart(app, booked, now):
    with writing() as session:
        session.scalars(db.select(Meeting)).one().next_attempt_at = None
        for message in session.scalars(db.select(Message)):
            message.given_up_at = now

    found = {backlog.kind: (backlog.open_by_age[0], backlog.stuck) for backlog in backlogs(db.session(), now)}

    assert found == {"meeting": (0, 1), "letter": (0, 2)}


def test_an_open_promise_counts_from_the_change_that_made_it(app, booked, now):
    later = now + timedelta(hours=2)

    (meeting, letter) = backlogs(db.session(), later)

    assert meeting.open_by_age == {0: 1, 60: 1, 600: 1, 3600: 1}
    assert letter.open_by_age == {0: 2, 60: 2, 600: 2, 3600: 2}
    assert letter.overdue_seconds == pytest.approx(7200, abs=30)


def test_each_worker_shows_how_long_ago_it_beat(client, now):
    beat("worker-1", now - timedelta(seconds=30))
    beat("taken-out-last-month", now - timedelta(days=30))

    assert 30 <= metric(client, 'videocita_worker_beat_age_seconds{worker="worker-1"}') < 90
    assert "taken-out" not in client.get("/metrics", headers=TOKEN).text


@pytest.mark.parametrize("unreachable", ["sqlite:////nowhere/at/all.sqlite", "postgresql://nobody@127.0.0.1:9/none"])
class TestWithoutADatabase:
    @pytest.fixture
    def settings(self, unreachable):
        return settings_for(unreachable, METRICS_TOKEN="let-me-look")

    def test_the_process_is_alive(self, client):
        assert client.get("/salut/viu").status_code == 200

    def test_readiness_says_so_and_nothing_more(self, client):
        assert checks(client) == (503, {"database": {"ok": False}})

    def test_the_process_still_shows_its_own_counts(self, client):
        client.get("/salut/viu")

        assert metric(client, "videocita_database_up") == 0
        assert "videocita_requests_total" in client.get("/metrics", headers=TOKEN).text


def test_several_processes_are_counted_together(tmp_path):
    program = (
        "import observe.metrics as metrics\n"
        "metrics.count_request('GET', '/c/<token>', 409, 0.1)\n"
        "print(metrics.generate_latest(metrics._counted()).decode())"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    for _ in range(3):
        told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)

    assert 'videocita_requests_total{method="GET",route="/c/<token>",status="409"} 3.0' in told.stdout, told.stderr
    assert "videocita_hours_lost_total 3.0" in told.stdout
