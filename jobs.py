"""Work that follows a change: enqueued in the change's own transaction, carried out by the worker (worker.py).

DBOS keeps the queue in the application's own database. The web only enqueues; it never launches DBOS. A workflow is
named, short, and takes ids only, because DBOS stores its inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions

APPLICATION = "videocita"
APPLICATION_VERSION = "1"
"""Set by us: by default it is a hash of the code, and work left over from the last release would wait for ever."""


@dataclass(frozen=True)
class Queue:
    """A queue and its limits. One workflow at a time per partition; `workers` at a time in one worker process.

    The worker takes up at most `workers` at each poll, however quickly they are done: the two set how fast a queue
    drains. On SQLite they may be fewer, for each holds up whoever books while it writes.
    """

    name: str
    workers: int
    polling_seconds: float
    workers_on_sqlite: int | None = None
    """Where it differs."""

    def workers_on(self, dialect: str) -> int:
        """How many on this kind of database: SQLAlchemy's name of it."""
        return self.workers_on_sqlite if dialect == "sqlite" and self.workers_on_sqlite else self.workers


MEETINGS = Queue("meetings", workers=8, polling_seconds=0.2)
"""Partitioned by technician: Graph takes four requests at a time per mailbox, we make one, so that changes to one
calendar also keep their order."""

LETTERS = Queue("letters", workers=8, polling_seconds=0.2, workers_on_sqlite=4)
"""Partitioned by appointment, so that an older letter never overtakes a newer one."""

CALENDARS = Queue("calendars", workers=2, polling_seconds=1.0)
"""Reading calendars, partitioned by technician or office: with the work on meetings, two requests per mailbox."""

SCANS = Queue("scans", workers=2, polling_seconds=0.5)
"""Looks of the virus scanner, partitioned by document."""

QUEUES = (MEETINGS, LETTERS, CALENDARS, SCANS)


@lru_cache(maxsize=1)  # a process has one engine; tests have one after the other, and must not keep them all
def _client(engine: Engine) -> DBOSClient:
    from dbos import DBOSClient  # a sixth of the time that the start takes, and of no use before the first booking

    return DBOSClient(system_database_engine=engine, application_name=APPLICATION, lazy=True)


def enqueue(session: Session, queue: Queue, workflow: str, partition: str, *ids: int, workflow_id: str) -> None:
    """Promise a workflow within the session's transaction: it exists if and only if that transaction commits.

    `workflow_id` names the promise; enqueueing the same one again changes nothing.
    """
    connection = session.connection()
    options: EnqueueOptions = {
        "workflow_name": workflow,
        "queue_name": queue.name,
        "queue_partition_key": partition,
        "workflow_id": workflow_id,
        "app_version": APPLICATION_VERSION,
    }
    arguments: tuple[Any, ...] = ids
    _client(connection.engine).enqueue_in_transaction(connection, options, *arguments)
