"""An office whose staff sign in at the stand-in."""

import pytest

from tests.staff.way_in import Person
from tests.support.settings import settings_for
from tests.support.world import build_world
from tests.teams.standin import standin, standin_process

__all__ = ["standin", "standin_process"]


@pytest.fixture
def settings(database_url, standin, tmp_path):
    microsoft = {name: value for name, value in standin.environment.items() if name != "REQUESTS_CA_BUNDLE"}
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", **microsoft)


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def person(app):
    """Somebody at a desk: `person()`; each has a browser of their own."""
    return lambda: Person(app)
