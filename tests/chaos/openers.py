"""Somebody who ends calls and opens cases, and is killed while they do: a process of its own for each try.

As a command this makes the tries: it takes them line by line as JSON, forks for each, and answers with how it ended.
Nothing of it touches the database but the forks, so that each has connections of its own and loses them when it dies.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app import create_app
from booking.attend.close_call import Ending
from cases.end_call import end_call
from cases.open_by_hand import Petition, Told, open_by_hand
from config import Settings
from database import db
from tests.support.processes import ROOT, environment_of
from tests.support.world import MADRID


@dataclass(frozen=True)
class Try:
    """What is done, and when the process dies: before the statement of this number (commits count), or after so many
    seconds; with neither it lives."""

    member_id: int
    office_id: int
    municipality_id: str
    now: str
    calls: list[int]
    forms: list[str]
    before_statement: int | None = None
    after_seconds: float | None = None


class Openers:
    """The command, under way."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.openers"],
            cwd=ROOT,
            env={**os.environ, **environment_of(settings)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def lives_through(self, one: Try) -> bool:
        """Make the try; False if it was killed. Whatever else ends it is an error."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(one)) + "\n")
        self._process.stdin.flush()
        ended = self._process.stdout.readline().strip()
        assert ended in ("0", str(-signal.SIGKILL)), f"it ended with {ended!r}: {self._log.name}"
        return ended == "0"

    def stop(self) -> None:
        self._process.communicate()
        self._log.close()


@contextmanager
def openers(settings: Settings, log: Path) -> Iterator[Openers]:
    """The command, for as long as the context lasts."""
    running = Openers(settings, log)
    try:
        yield running
    finally:
        running.stop()


def main() -> None:
    app = create_app()
    for line in sys.stdin:
        one = Try(**json.loads(line))
        child = os.fork()
        if child == 0:
            with app.app_context():
                _open_all(one)
            os._exit(0)
        if one.after_seconds is not None:
            time.sleep(one.after_seconds)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _open_all(one: Try) -> None:
    _die_before(one.before_statement)
    now = datetime.fromisoformat(one.now)
    for call_id in one.calls:
        end_call(call_id, Ending("attended", "open_case"), one.member_id, now, MADRID)
    for key in one.forms:
        petition = Petition(one.office_id, key, "mailbox", "claim", one.municipality_id, now.date())
        open_by_hand(petition, Told(f"Persona {key}", f"{key}@example.org", None, "", "ca"), one.member_id, now, MADRID)


def _die_before(statement: int | None) -> None:
    """Count what is sent to the database, and die before it has got the last of it."""
    count = 0
    lock = threading.Lock()

    def step(*_: Any) -> None:
        nonlocal count
        with lock:
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)

    if statement is not None:
        event.listen(db.engine, "before_cursor_execute", step)
        event.listen(db.engine, "commit", step)


if __name__ == "__main__":
    main()
