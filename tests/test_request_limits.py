"""Soft limits per address, and the form that a request must have."""

import pytest

from request_limits import LINKS, limiter
from tests.support.settings import settings_for
from tests.support.world import build_world


@pytest.fixture
def settings(database_url):
    return settings_for(database_url, RATE_LIMITS="1")


@pytest.fixture(autouse=True)
def counters(app):
    """Counts are kept per process: each test begins with none."""
    build_world()
    limiter.reset()
    yield
    limiter.reset()


def test_asking_for_links_again_and_again_is_slowed_down(browser):
    allowed = int(LINKS.split()[0])
    for _ in range(allowed):
        assert browser.submit("/recupera", button="Envia'm l'enllaç").status_code == 422

    page = browser.submit("/recupera", button="Envia'm l'enllaç")

    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0


def test_reading_is_not_limited(browser):
    for _ in range(40):
        assert browser.get("/recupera").status_code == 200
