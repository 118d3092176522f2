"""An empty, migrated database for every test that asks for `database_url`, on SQLite and on PostgreSQL.

Each kind is migrated once per process, by the command that an installation uses, and copied for each test. Nothing is
rolled back: the site, the worker and the threads of a race have connections of their own and must see each other.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from .postgres import postgres
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
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLAlchemy URL of a database of this test's own."""
    if database_kind == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        yield from request.getfixturevalue("postgres_template").copies()


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
def postgres_template(postgres_url: str) -> Iterator[PostgresTemplate]:
    template = PostgresTemplate(make_url(postgres_url))
    migrate(template.url(template.name))
    yield template
    template.drop()


class PostgresTemplate:
    """A migrated database of which the server makes copies."""

    def __init__(self, server: URL) -> None:
        self.server = server
        self.admin: Engine = create_engine(server, isolation_level="AUTOCOMMIT")
        self.name = f"template_{os.getpid()}"
        self.numbers = count(1)
        self._run(f"CREATE DATABASE {self.name}")

    def copies(self) -> Iterator[str]:
        """Yield the URL of a copy, and remove it afterwards, whoever is still connected."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.name} STRATEGY file_copy")
        yield self.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def drop(self) -> None:
        self._run(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.admin.dispose()

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


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
