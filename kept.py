"""What was read from the database and cannot have changed since: kept with a connection until anybody commits.

The days of a service are looked at far more often than an hour of it is taken. Each read transaction asks the database
first whether anything was committed, by this process or another; so what is kept here is never out of date, and a slot
that was taken is never offered. On a site where somebody books every second it is of little use, and in no way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

T = TypeVar("T")

LONGEST = timedelta(seconds=1)
"""For what depends on the clock as well: a hold that runs out, the next day that comes within the horizon."""

MOST = 256
"""Values of one connection; the pages of every municipality in every language would be many megabytes."""

_SHELF = "kept"


@dataclass
class _Shelf:
    version: object = None
    is_of_this_transaction: bool = False
    values: dict[Hashable, tuple[datetime, Any]] = field(default_factory=dict)


def kept(session: Session, key: Hashable, now: datetime, read: Callable[[], T], longest: timedelta = LONGEST) -> T:
    """What `read` gives, or gave less than a second (`longest`) ago if the database is the same as it was then.

    The key must name all that the value depends on besides the database. The value is shared by threads one after the
    other and must not be changed. In a transaction that writes nothing is kept: its own changes are not committed.
    """
    connection = session.connection()
    if connection.get_execution_options().get("writes"):
        return read()
    values = _shelf_of_now(connection).values
    found = values.get(key)
    if found is None or abs(now - found[0]) >= longest:
        if len(values) >= MOST:
            values.clear()
        found = values[key] = now, read()
    value: T = found[1]
    return value


def init_app(engine: Engine) -> None:
    """Ask for the version anew in each transaction."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        shelf: _Shelf | None = connection.info.get(_SHELF)
        if shelf is not None:
            shelf.is_of_this_transaction = False


def _shelf_of_now(connection: Connection) -> _Shelf:
    shelf: _Shelf = connection.info.setdefault(_SHELF, _Shelf())
    if not shelf.is_of_this_transaction:
        version = _version(connection)
        if version != shelf.version:
            shelf.version, shelf.values = version, {}
        shelf.is_of_this_transaction = True
    return shelf


def _version(connection: Connection) -> object:
    """Equal for two transactions of this connection only if nothing was committed between them."""
    if connection.dialect.name == "sqlite":
        # Commits of other connections (sqlite.org/pragma.html#pragma_data_version), and changes by this one.
        others = connection.exec_driver_sql("PRAGMA data_version").scalar()
        return others, connection.connection.dbapi_connection.total_changes  # type: ignore[union-attr]
    # Which transactions are seen (PostgreSQL manual 9.28.7): who sees the same ones sees the same rows.
    return connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar()
