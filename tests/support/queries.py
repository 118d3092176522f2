"""What a page costs the database, and whether it wrote: counted where SQLAlchemy sends statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")


@dataclass
class Queries:
    """Statements in order. `BEGIN` of a read transaction is not one."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def __len__(self) -> int:
        return len([statement for statement in self.statements if not statement.startswith("BEGIN")])

    @property
    def writes(self) -> list[str]:
        return [statement for statement in self.statements if statement.lstrip().upper().startswith(WRITES)]


@contextmanager
def counted(engine: Engine) -> Iterator[Queries]:
    """Everything that is sent to this database in the block, by whichever session."""
    queries = Queries()

    def statement(
        connection: Connection,
        cursor: DBAPICursor,
        words: str,
        parameters: object,
        context: ExecutionContext | None,
        many: bool,
    ) -> None:
        queries.statements.append(words)

    def commit(connection: Connection) -> None:
        queries.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield queries
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)
