"""The database: reachable, new enough, prepared as the service needs it, migrated."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from database import db
from doctor.finding import Finding, fail, ok, warn
from health import migrations_missing

OLDEST_SQLITE = (3, 35)
"""The first with RETURNING."""
OLDEST_POSTGRESQL = 13


class Storage:
    """Looks at the database; afterwards `usable` says whether its tables can be asked."""

    def __init__(self) -> None:
        self.usable = False

    def check(self, engine: Engine) -> Iterator[Finding]:
        """Findings about the database of the engine."""
        try:
            with engine.connect() as connection:
                if engine.dialect.name == "sqlite":
                    yield from _sqlite(connection)
                else:
                    yield from _postgresql(connection)
            missing = migrations_missing(db.session())
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            yield fail(
                "database",
                f"does not answer ({type(cause).__name__})",
                "check DATABASE_URL, that the server runs and lets this machine in, or that the folder can be written",
            )
            return
        self.usable = not missing
        if missing:
            yield fail("migrations", f"the database has not reached {', '.join(missing)}", "run: flask db upgrade")
        else:
            yield ok("migrations", "the tables are those of this version")


def _sqlite(connection: Connection) -> Iterator[Finding]:
    yield ok("database", f"SQLite {sqlite3.sqlite_version}")
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        yield fail("database", f"SQLite {oldest} or newer is needed", "use a newer Python, or PostgreSQL")
    if connection.scalar(text("PRAGMA journal_mode")) != "wal":
        yield fail(
            "database",
            "the file cannot be put into WAL mode: readers and writers will wait for each other",
            "keep the file on a disk of this machine and not on a network share, or use PostgreSQL",
        )


def _postgresql(connection: Connection) -> Iterator[Finding]:
    version = str(connection.scalar(text("SHOW server_version")))
    yield ok("database", f"PostgreSQL {version}")
    if int(version.partition(".")[0]) < OLDEST_POSTGRESQL:
        yield fail("database", f"PostgreSQL {OLDEST_POSTGRESQL} or newer is needed", "upgrade the server")
    if connection.scalar(text("SHOW server_encoding")) != "UTF8":
        yield warn(
            "database", "its encoding is not UTF8: some names cannot be stored", "create it with ENCODING 'UTF8'"
        )
