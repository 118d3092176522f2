from datetime import UTC, datetime, time, timedelta

import pytest

from tests.support.processes import site as running_site
from tests.support.settings import settings_for
from tests.support.world import MADRID, build_world, open_slots


@pytest.fixture
def settings(database_url, tmp_path):
    """One proxy in front: each person of a crowd says which address they have."""
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", PROXY_HOPS="1")


@pytest.fixture
def site(app, settings, tmp_path):
    """The address of the running site, as many processes and threads as in production."""
    with running_site(settings, tmp_path) as address:
        yield address
    log = tmp_path / "site.log"
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture
def hours():
    """Sixteen half hours of one morning and afternoon, some days from now."""
    day = (datetime.now(UTC) + timedelta(days=5)).astimezone(MADRID).date()
    first = datetime.combine(day, time(9, 0), MADRID).astimezone(UTC)
    return [first + number * timedelta(minutes=30) for number in range(16)]


@pytest.fixture
def town(app, hours):
    """One technician who is there at all these hours."""
    world = build_world()
    world_slots = dict(zip(hours, open_slots(world, *hours), strict=True))
    return world, world_slots
