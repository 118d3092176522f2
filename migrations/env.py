"""Alembic in this project: the application's own engine and tables, and DBOS's tables kept in step beside them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from dbos import DBOS
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem

import booking.models  # noqa: F401  # puts its tables into the metadata
import cases.models  # noqa: F401  # likewise
import staff.models  # noqa: F401  # likewise
from database import Base, write_options


def include_object(item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave alone what lies in the database and is not ours: on SQLite, DBOS's tables stand beside our own, and those
    of full-text search behind one of ours. An index marked `only_on` exists on that kind of database alone.
    """
    if kind == "table" and reflected and compare_to is None:
        return False
    here = context.get_context().dialect.name
    return kind != "index" or item.info.get("only_on", here) == here


@contextmanager
def tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: with foreign keys watched, the old one with rows that others point to
    could not be dropped. Afterwards nothing may point to what is not there. To be entered before a transaction begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    sqlite = connection.connection
    sqlite.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = sqlite.cursor().execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"rows point to others that are not there, in {sorted({row[0] for row in lost})}")
    finally:
        sqlite.cursor().execute("PRAGMA foreign_keys=ON")


def run_migrations() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(**write_options(engine)) as connection, tables_may_be_made_anew(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction(), warnings.catch_warnings():
            # SQLite does not tell of what an index like lower(email) is made: it is not compared.
            warnings.filterwarnings("ignore", ".*expression-based index")
            context.run_migrations()
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


run_migrations()
