"""What the tenant remembers: a small SQLite file of its own, so that a restart forgets nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY,            -- immutable id
    mailbox TEXT NOT NULL,          -- object id of the owner
    transaction_id TEXT,
    starts_at TEXT NOT NULL,        -- UTC, ISO 8601
    ends_at TEXT NOT NULL,
    thread TEXT,                    -- of its Teams meeting
    link_from REAL NOT NULL,        -- epoch seconds at which the link shows
    reference TEXT,                 -- values of extended properties, as JSON
    document TEXT NOT NULL,         -- members as the client gave them, and those that change with each write
    deleted INTEGER NOT NULL DEFAULT 0,
    UNIQUE (mailbox, transaction_id)
);
CREATE INDEX IF NOT EXISTS live_events ON events (mailbox, deleted, starts_at);
CREATE TABLE IF NOT EXISTS meetings (
    thread TEXT PRIMARY KEY,
    organizer TEXT NOT NULL,
    options TEXT NOT NULL,          -- JSON
    created_at REAL NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,            -- also the id of its attendance report
    thread TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL
);
CREATE TABLE IF NOT EXISTS presences (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    person TEXT,                    -- object id; null for somebody without account
    name TEXT NOT NULL,
    joined_at REAL NOT NULL,
    left_at REAL
);
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY,
    mailbox TEXT NOT NULL,
    mime BLOB NOT NULL,
    accepted_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY,
    mailbox TEXT NOT NULL,
    resource TEXT NOT NULL,         -- as asked for
    change_types TEXT NOT NULL,
    url TEXT NOT NULL,
    lifecycle_url TEXT,
    client_state TEXT,
    expires_at REAL NOT NULL,
    immutable INTEGER NOT NULL      -- which kind of ids its notices carry
);
"""
TABLES = ("events", "meetings", "sessions", "presences", "mails", "subscriptions")


class Store:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A crash of this process loses nothing; one of the machine may, which a stand-in can afford.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and nobody else meanwhile."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def forget(self) -> None:
        """Empty the tenant; people and certificates stay."""
        with self.transaction() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608  # names of our own, above
