"""`bin/bench`: measures the table of goals on both databases, in one run, as ratios to a bare Flask view."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.bench import case_files, changing, reading
from tests.bench.rows import ROUNDS, Bench, Environment, Row, machine
from tests.bench.sites import ROOT, serve
from tests.support.databases import migrate
from tests.support.postgres import postgres
from tests.teams.standin import start

REPORT = ROOT / "docs" / "performance.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="measure on this one only")
    parser.add_argument("--only", help="measures whose name has this in it")
    parser.add_argument("--seconds", type=float, default=1.5, help="length of each round of a measure")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    rows: list[Row] = []
    for kind in (options.database,) if options.database else ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="videocita-bench-") as folder, ExitStack() as stack:
            fresh = stack.enter_context(databases(kind, Path(folder)))
            bare = stack.enter_context(serve("tests.bench.bare:application", {}))
            bench = Bench(kind, fresh, bare, options.seconds)
            for name, measure in MEASURES.items():
                if options.only and options.only not in name:
                    continue
                if name in ONCE and kind == "postgresql" and not options.database:
                    continue
                for row in measure(bench):
                    rows.append(row)
                    say(f"{'ok  ' if row.reached else 'MISS'} {row.line()}")
                if options.write:  # after each measure: a run that is cut short leaves what it has
                    REPORT.write_text(report(rows, whole=False))
    if options.write:
        REPORT.write_text(report(rows, whole=True))
    return 0


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[], Environment]]:
    """Gives a function that makes a new, migrated database and the environment of an installation on it."""
    numbers = count(1)
    if kind == "sqlite":
        yield lambda: _environment(f"sqlite:///{folder / f'bench{next(numbers)}.sqlite'}", folder)
        return
    with postgres(durable=True) as server:
        engine = create_engine(server, isolation_level="AUTOCOMMIT")

        def fresh() -> Environment:
            name = f"bench{next(numbers)}"
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            return _environment(make_url(server).set(database=name).render_as_string(hide_password=False), folder)

        yield fresh
        engine.dispose()


def _environment(url: str, folder: Path) -> Environment:
    migrate(url)
    return {
        "VIDEOCITA_ENVIRONMENT": "test",
        "SECRET_KEY": "only for measuring, and long enough for it",
        "DATABASE_URL": url,
        "PUBLIC_URL": "http://localhost",
        "MAIL_URL": f"file:{folder / 'outbox'}",
        "MAIL_FROM": "cita@consum.example",
        "STORAGE_URL": f"file:{folder / 'documents'}",
        "GRAPH_URL": "https://localhost:9/v1.0",
        "ENTRA_AUTHORITY": "https://localhost:9",
        "ENTRA_TENANT": "22222222-2222-2222-2222-222222222222",
        "ENTRA_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
        "ENTRA_CLIENT_SECRET": "standin-secret",
        "RATE_LIMITS": "0",
        "FLASK_APP": "app",
    }


def follow_ups(bench: Bench) -> list[Row]:
    """The measure with a stand-in that knows the technicians of the bench and answers at once."""
    with tempfile.TemporaryDirectory(prefix="videocita-standin-") as name:
        folder = Path(name)
        people = [
            {"id": f"aaaaaaaa-0000-4000-8000-0000000001{number:02}", "mail": f"tecnic{number}@tecnics.example"}
            | {"name": f"Tècnic {number}", "roles": ["technician"]}
            for number in range(1, 11)
        ]
        (folder / "people.json").write_text(json.dumps(people))
        standin = start(folder, "--people", str(folder / "people.json"))
        try:
            return changing.follow_ups(bench, lambda: standin.environment)
        finally:
            standin.stop()


MEASURES: dict[str, Callable[[Bench], list[Row]]] = {
    "days_page": reading.days_page,
    "staff_pages": reading.staff_pages,
    "case_list": case_files.case_list,
    "case_export": case_files.case_export,
    "whole_booking": changing.whole_booking,
    "races": changing.races,
    "follow_ups": follow_ups,
    "cold_start": reading.cold_start,
    "wire_sizes": reading.wire_sizes,
}
ONCE = ("cold_start", "wire_sizes")
"""Measures in which the database plays no part: once, on SQLite."""


UNFINISHED = " **The run was stopped before its end: rows are missing.**"


def report(rows: list[Row], whole: bool) -> str:
    """The page that the project keeps of a run; one that was stopped before its end says so."""
    lines = [
        "# Performance",
        "",
        "Made by `bin/bench --write`; do not edit. F is the rate of a bare Flask view that answers a constant, on the",
        "same gunicorn with the same number of workers and clients, taken right before and right after each measure:",
        f"`6 F` means six times slower than that, in the median of {ROUNDS} rounds. PostgreSQL and SQLite write",
        "durably (fsync on).",
        "",
        f"Machine: {machine()} (the measures themselves make about two of it).",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}.{'' if whole else UNFINISHED}",
        "",
        "| what | database | goal | result | |",
        "| --- | --- | --- | --- | --- |",
        *(row.in_table() for row in rows),
    ]
    return "\n".join(lines) + "\n"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
