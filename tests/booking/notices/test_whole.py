"""The whole of it with the real worker: a call is moved in Outlook, seen, and put back, and nobody is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from booking.coordinate.actor import Actor
from booking.models import CalendarSubscription, Divergence, Meeting, Message, Technician
from booking.notices.put_back import put_back
from booking.notices.subscribe import subscriptions_due
from database import db, writing
from tests.booking.notices.test_told import Site
from tests.support.processes import Running, environment_of
from tests.support.settings import settings_for
from tests.support.staff import member
from tests.support.telling_place import served
from tests.support.waiting import until
from tests.support.world import AINA, book_for, build_world, open_slots
from tests.teams.standin import CLARA

pytestmark = pytest.mark.slow

PATIENCE = 240


@pytest.fixture(autouse=True)
def clock():
    """The real one: the worker has no other."""


@pytest.fixture
def site(standin):
    site = Site()
    with served(site, standin.folder) as site.address:
        yield site


@pytest.fixture
def settings(database_url, site, standin, tmp_path):
    microsoft = {name: value for name, value in standin.environment.items() if name != "REQUESTS_CA_BUNDLE"}
    outbox = f"file:{tmp_path / 'outbox'}"
    return settings_for(
        database_url, GRAPH_NOTIFICATIONS="1", PUBLIC_URL=site.address, MAIL_URL=outbox, OUTLOOK_BUSY="0", **microsoft
    )


@pytest.fixture
def worker(app, site, settings, tmp_path):
    site.app = app
    running = Running(["flask", "worker"], environment_of(settings), tmp_path / "worker.log")
    yield running
    running.stop()


def only(query):
    db.session.rollback()
    return db.session.scalars(query).first()


def test_a_move_in_outlook_comes_to_the_coordinator_and_is_put_back(worker, standin):
    world = build_world()
    with writing() as session:
        session.get_one(Technician, world.technicians[0]).email = CLARA
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    aina = book_for(AINA, world, open_slots(world, hour)[0], now=datetime.now(UTC)).appointment_id
    until(lambda: only(select(Meeting.settled_at)) is not None, PATIENCE)
    subscriptions_due(datetime.now(UTC), enabled=True)
    until(lambda: only(select(CalendarSubscription.graph_id)) is not None, PATIENCE)
    letters = len(db.session.scalars(select(Message)).all())

    [entry] = standin.events(CLARA)
    local = (hour + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    later = (hour + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M")
    standin.post(f"/calendar/{CLARA}/{entry['id']}/move", start=local, end=later)
    until(lambda: only(select(Divergence.difference)) == "moved", PATIENCE)
    assert put_back(aina, Actor("staff", member("coordinator", office_id=world.office_id)), datetime.now(UTC))

    def is_back():
        [event] = standin.events(CLARA)
        return event["event"]["start"]["dateTime"].startswith(f"{hour:%Y-%m-%dT%H:%M}")

    until(is_back, PATIENCE)
    until(lambda: only(select(Meeting.settled_at)) is not None, PATIENCE)
    assert only(select(Divergence.id).where(Divergence.resolved_at.is_(None))) is None
    assert len(db.session.scalars(select(Message)).all()) == letters
