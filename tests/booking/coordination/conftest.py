"""An office on a Monday morning, and Dídac, who coordinates it."""

import pytest

from booking.coordinate.publishing import Publishing
from tests.booking.coordination.people import add_didac
from tests.support.world import MADRID, build_world
from tests.teams.standin import graph, standin, standin_process

__all__ = ["graph", "standin", "standin_process"]


@pytest.fixture
def world(app):
    """Clara, Martí and Núria. A module that needs free hours adds them."""
    world = build_world(technicians=3)
    add_didac(world)
    return world


@pytest.fixture
def publishing():
    return Publishing(MADRID, reads_outlook=False)


@pytest.fixture
def clara(world):
    return world.technicians[0]


@pytest.fixture
def marti(world):
    return world.technicians[1]


@pytest.fixture
def nuria(world):
    return world.technicians[2]
