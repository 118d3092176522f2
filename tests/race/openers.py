"""Members of staff who open cases at the same moment: a process full of threads, each with work of its own.

As a command this is one of the processes: it takes what each of its threads is to do as a line of JSON, says `ready`,
waits for a line, and answers with what went wrong. The database is that of the environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.exc import OperationalError

from app import create_app
from booking.attend.close_call import Ending
from cases.end_call import end_call
from cases.open_by_hand import Petition, Told, open_by_hand
from config import Settings
from tests.support.processes import ROOT, environment_of

PATIENCE = 300.0
"""Seconds until all are done."""

TRIES = 5


@dataclass(frozen=True)
class Worker:
    """What one of them does, one after the other: ends calls as attended, and opens cases by hand."""

    member_id: int
    office_id: int
    municipality_id: str
    calls: list[int]
    """Ids of appointments. Several workers may have the same: two people press."""
    forms: list[str]
    """Keys of forms, likewise."""


def open_all(settings: Settings, workers: Sequence[Worker], now: datetime, processes: int = 4) -> list[str]:
    """Let them all begin at once; gives what went wrong, as text."""
    parts = [workers[number::processes] for number in range(processes)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.race.openers", now.isoformat()],
            cwd=ROOT,
            env=environment_of(settings) | {"PATH": "/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in parts
    ]
    try:
        for one, part in zip(running, parts, strict=True):
            assert one.stdin
            one.stdin.write(json.dumps([asdict(worker) for worker in part]) + "\n")
            one.stdin.flush()
        for one in running:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        for one in running:
            assert one.stdin
            one.stdin.write("go\n")
            one.stdin.flush()
        answers = [one.communicate(timeout=PATIENCE)[0] for one in running]
        return [problem for answer in answers for problem in json.loads(answer)]
    finally:
        for one in running:
            one.kill()
            with one:  # closes its pipes and waits
                pass


def main(now: datetime) -> None:
    app = create_app()
    zone = app.config["VIDEOCITA"].office_timezone
    workers = [Worker(**worker) for worker in json.loads(sys.stdin.readline())]
    together = threading.Barrier(len(workers))

    def work(worker: Worker) -> None:
        with app.app_context():
            together.wait(PATIENCE)
            for call_id in worker.calls:
                press(partial(end_call, call_id, Ending("attended", "open_case"), worker.member_id, now, zone))
            for key in worker.forms:
                told = Told(f"Persona {key}", f"{key}@example.org", None, "", "ca")
                press(partial(open_by_hand, petition(worker, key), told, worker.member_id, now, zone))

    def press(deed: Callable[[], object]) -> None:
        """Until it is done: whoever waits too long for SQLite gets a page that says so, and presses again."""
        for _ in range(TRIES):
            try:
                deed()
            except OperationalError:
                continue
            return
        raise TimeoutError

    def petition(worker: Worker, key: str) -> Petition:
        return Petition(
            office_id=worker.office_id,
            once_key=key,
            channel="mailbox",
            procedure="claim",
            municipality_id=worker.municipality_id,
            requested_on=now.astimezone(zone).date(),
        )

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(len(workers)) as threads:
        ends = [threads.submit(work, worker).exception for worker in workers]
        sys.stdout.write(json.dumps([repr(problem) for end in ends if (problem := end()) is not None]))


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
