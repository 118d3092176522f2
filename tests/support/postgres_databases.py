"""A clean PostgreSQL database for each test, in milliseconds.

Making a database from a template costs a tenth of a second, so one copy serves all tests of a process: before each it
is emptied. A test may do what it likes to the tables themselves; then the next one gets a new copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

TABLES = text("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'")

SCHEMA = text(
    """
    SELECT md5(string_agg(concat(c.oid, c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull, a.atthasdef), ','
                          ORDER BY c.oid, a.attnum))
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|information_)')
    """
)

CONTENT = "SELECT string_agg(t::text, ',') FROM {} t"

ALONE = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)

RESTART_NUMBERS = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"
)


class PostgresDatabases:
    """The databases of one test process on one server: a migrated template and the copy that tests work on."""

    def __init__(self, server: URL, migrate: Callable[[str], None]) -> None:
        """`migrate` brings the database at a URL to the newest schema."""
        self.server = server
        self.admin: Engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.template = f"template_{os.getpid()}"
        self.copy = f"test_{os.getpid()}"
        self.numbers = count(1)
        self._run(f"CREATE DATABASE {self.template}")
        migrate(self.url(self.template))
        with self._connected(self.template) as connection:
            # What the migrations themselves put in is part of the schema: their own version, in most cases.
            tables = connection.scalars(TABLES).all()
            self.filled = [one for one in tables if connection.scalar(text(f"SELECT count(*) FROM {one}"))]
            self.emptied = [one for one in tables if one not in self.filled]
            self.schema = self._schema(connection)
        self._run(f"CREATE DATABASE {self.copy} TEMPLATE {self.template} STRATEGY file_copy")

    def clean(self) -> str:
        """Leave no row and no other connection of an earlier test, and give the URL."""
        with self._connected(self.copy) as connection:
            connection.execute(ALONE)
            unchanged = self._schema(connection) == self.schema
            if unchanged:
                # A replica leaves foreign keys to its source, so the order of the tables does not matter.
                connection.execute(text("SET session_replication_role = replica"))
                connection.execute(text("; ".join(f"DELETE FROM {table}" for table in self.emptied)))
                connection.execute(RESTART_NUMBERS)
        if not unchanged:
            self._run(f"DROP DATABASE {self.copy} WITH (FORCE)")
            self._run(f"CREATE DATABASE {self.copy} TEMPLATE {self.template} STRATEGY file_copy")
        return self.url(self.copy)

    def empty(self) -> str:
        """The URL of one more database, without any table."""
        name = f"empty_{os.getpid()}_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def drop(self) -> None:
        """Remove all of them; a server that bin/test shares between processes lives on."""
        made = (f"empty_{os.getpid()}_{number}" for number in range(1, next(self.numbers)))
        for name in (self.copy, self.template, *made):
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _schema(self, connection: Connection) -> list[object]:
        """All that is not emptied between tests; two databases with the same are the same after emptying."""
        shape = connection.scalar(SCHEMA)
        present = set(connection.scalars(TABLES))
        return [shape, *(connection.scalar(text(CONTENT.format(one))) for one in self.filled if one in present)]

    def _connected(self, name: str) -> Connection:
        url = self.server.set(database=name)
        return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))
