"""What the tests of cases share: the small world of the other tests."""

import pytest

from tests.support.world import World, build_world


@pytest.fixture
def world(app) -> World:
    return build_world()
