"""What every test may ask for: an application on a database of its own, and a browser that checks each page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir

from config import Settings
from tests.support.browser_client import Browser
from tests.support.settings import settings_for

pytest_plugins = ["tests.support.databases", "tests.support.two_cores"]

set_hypothesis_home_dir(Path(__file__).parents[1] / ".cache" / "hypothesis")
# The same examples on every run and no limit in time: a busy machine must not fail a build.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis_settings.load_profile("suite")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The configuration of `app`. A module that needs another overrides this fixture."""
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The service, inside an application context, so that a test may call verbs and use `db.session`."""
    from app import create_app
    from database import db

    app = create_app(settings)
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody with a browser; `Browser(app)` makes another person with cookies of their own."""
    return Browser(app)
