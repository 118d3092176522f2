"""Somebody with weekly hours."""

import pytest

from tests.booking.publishing.steps import hours
from tests.support.world import build_world


@pytest.fixture
def world(app):
    """Clara works on Tuesdays from 15:30 to 17:00."""
    world = build_world()
    hours(world)
    return world
