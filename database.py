"""The database: one declarative base, UTC columns, and the two kinds of transaction.

Reading needs nothing: the session of the request reads and never commits. Writing goes through `writing()`, which
opens the transaction as a writer at once. On SQLite a transaction that reads first and writes later fails with
"database is locked" when another wrote in between, whatever the busy time-out; BEGIN IMMEDIATE waits its turn. On
PostgreSQL who reads has no transaction at all, and could not write: the end of one makes the driver forget the plans
of its statements, and each page thought about all of them anew.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Time,
    TypeDecorator,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, registry

import kept

BUSY_TIMEOUT_SECONDS = 15

CONNECTIONS = 20
"""Most that a process keeps open: more than a web process has threads and the worker has work at a time."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes only and gives them back in UTC, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone is not an instant")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Of a page of any length, this is called a hundred times and more: it goes the shortest way."""
        return _from_sqlite if dialect.name == "sqlite" else _from_postgresql


def _from_sqlite(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


def _from_postgresql(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Constraint names follow a convention so that SQLite migrations can find them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            time: Time(),
            str: String(),
            dict[str, str]: JSON(),
            list[str]: JSON(),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def init_app(app: Flask, database_url: str) -> None:
    """Connect the application. SQLite gets WAL, foreign keys and explicit transactions."""
    options: dict[str, Any] = {
        "hide_parameters": True,  # an error's text repeats them, and they are personal data
        "pool_size": CONNECTIONS,
        "max_overflow": 0,  # those beyond the size are closed after each use, and opening one costs as much as a page
    }
    if database_url.startswith("sqlite"):
        options["connect_args"] = {"timeout": BUSY_TIMEOUT_SECONDS}
    else:
        options["pool_pre_ping"] = True
        options["isolation_level"] = "AUTOCOMMIT"
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        kept.init_app(db.engine)
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
        else:
            _prepare_postgresql(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # transactions are begun by us, below, and not guessed by the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, record: object) -> None:
        connection.cursor().execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")


def write_options(engine: Engine) -> dict[str, Any]:
    """What a connection must be told before its transaction begins if that is to change something."""
    if engine.dialect.name == "sqlite":
        return {"writes": True}
    return {"writes": True, "isolation_level": "READ COMMITTED", "postgresql_readonly": False}


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction that changes something: commits at the end, rolls back on any error.

    Whatever the request had read before is read again inside it, so that a rule is checked against what is true now.
    """
    session = db.session()
    session.rollback()
    with _turn(session):
        session.connection(execution_options=write_options(db.engine))
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


_TURN = threading.Lock()


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """The threads of a process write to SQLite one after the other, in the order in which they came.

    SQLite itself lets them look again after ever longer pauses, up to a tenth of a second each, and whoever looks
    first comes in: eight people who book at once waited far longer than the writing took. Other processes still do.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    has_turn = _TURN.acquire(timeout=BUSY_TIMEOUT_SECONDS)  # after that, SQLite may say what it thinks of it
    try:
        yield
    finally:
        if has_turn:
            _TURN.release()
