"""An empty, migrated database for every test that asks for `database_url`, on SQLite and on PostgreSQL.

Each kind is migrated once per process, by the command that an installation uses. Then SQLite's file is copied for each
test and PostgreSQL's database emptied. Nothing is rolled back: the site, the worker and the threads of a race have
connections of their own and must see each other.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from .postgres import postgres
from .postgres_databases import PostgresDatabases
from .settings import settings_for

KINDS = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=KINDS, help="run the database tests on this kind only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test with a database runs on both kinds, unless it is marked for one: `@pytest.mark.database("sqlite")`."""
    if "database_kind" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("database")
        chosen = metafunc.config.getoption("--database")
        kinds = [kind for kind in (mark.args if mark else KINDS) if chosen in (None, kind)]
        metafunc.parametrize("database_kind", kinds)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of a migrated database that holds nothing yet and that nobody else uses."""
    if database_kind == "sqlite":
        return copy_of(request.getfixturevalue("sqlite_template"), tmp_path)
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    return databases.clean()


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of a database without any table, for the tests of the migrations."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    return databases.empty()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file."""
    path = tmp_path_factory.mktemp("database") / "template.sqlite"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running server: the one that bin/test started, or one for this process alone."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
    else:
        with postgres() as url:
            yield url


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str) -> Iterator[PostgresDatabases]:
    """The databases of this process on that server."""
    databases = PostgresDatabases(make_url(postgres_url), migrate)
    yield databases
    databases.drop()


def copy_of(template: Path, folder: Path) -> str:
    """Copy a migrated SQLite file into the folder and give its URL."""
    return f"sqlite:///{shutil.copyfile(template, folder / 'test.sqlite')}"


def migrate(url: str) -> None:
    """Bring the database at this URL to the newest schema, with `flask db upgrade`."""
    from app import create_app
    from database import db

    app = create_app(settings_for(url))
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    with app.app_context():
        db.engine.dispose()
    assert result.exit_code == 0, result.output
