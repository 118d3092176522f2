"""A machine that is gone for good keeps nobody else from its work."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.models import Meeting, WorkerBeat
from database import db, writing
from tests.chaos.town import Town, found_town
from tests.chaos.truth import open_promises, the_calendars_agree
from tests.support.processes import Running, environment_of
from tests.support.waiting import until

pytestmark = [pytest.mark.chaos, pytest.mark.slow]


@pytest.fixture
def start(settings, standin, tmp_path):
    """Start a worker of this name."""
    running = []

    def start_worker(name):
        environment = environment_of(settings) | standin.environment | {"WORKER_ID": name}
        running.append(Running(["flask", "worker"], environment, tmp_path / "worker.log"))
        return running[-1]

    yield start_worker
    for worker in running:
        if not worker.has_ended:
            worker.stop()


def is_under_way():
    db.session.rollback()
    return db.session.scalar(select(Meeting.attempts).limit(1)) > 0


@pytest.mark.usefixtures("mail")
def test_what_a_lost_worker_had_begun_is_done_by_another(app, start, standin):
    town = Town(found_town(), seed=1)
    town.book()
    slow = standin.faults("slow", calls="POST */events", times=1, seconds=3)
    lost = start("worker-lost")
    until(lambda: standin.fault_count(slow) == 1, seconds=300)
    assert is_under_way()
    lost.kill()
    with writing() as session:
        session.get_one(WorkerBeat, "worker-lost").beat_at -= timedelta(minutes=11)

    start("worker-other")
    until(lambda: open_promises() == (0, 0), seconds=300, pause=0.5)

    the_calendars_agree(standin)
