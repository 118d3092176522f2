"""The processes of an installation, run for a test as they are run in production: the site and the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import requests

from config import Settings
from tests.mail.mail_server import free_port
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 240.0
ENDS_WITHIN = 120.0
"""Seconds; on an idle machine two. The worker is nicer than whatever else runs, and may wait long for its turn."""


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that make these settings."""
    values = {field.name.upper(): getattr(settings, field.name) for field in fields(settings)}
    values["VIDEOCITA_ENVIRONMENT"] = values.pop("ENVIRONMENT")
    return {
        name: str(int(value) if isinstance(value, bool) else value)
        for name, value in values.items()
        if value not in (None, "")
    }


class Running:
    """A process and what it said."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **environment, "FLASK_APP": "app", "PYTHONUNBUFFERED": "1"},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def strike(self) -> None:
        """SIGKILL, without waiting for the end."""
        self._process.kill()

    def kill(self) -> None:
        """SIGKILL: nothing of it gets a chance to tidy up."""
        self._process.kill()
        self._process.wait(ENDS_WITHIN)

    def stop(self) -> None:
        """End it in good order."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


class PortTaken(AssertionError):
    """Somebody else came to the port first."""


@contextmanager
def site(settings: Settings, folder: Path, workers: int = 2, threads: int = 4) -> Iterator[str]:
    """The site under gunicorn; gives its address. Its log is `site.log` in the folder."""
    try:
        running, address = _start_site(settings, folder, workers, threads)
    except PortTaken:
        running, address = _start_site(settings, folder, workers, threads)
    try:
        yield address
    finally:
        running.stop()


def _start_site(settings: Settings, folder: Path, workers: int, threads: int) -> tuple[Running, str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = ["gunicorn", "--no-control-socket", "--worker-class", "gthread", "--log-level", "warning"]
    command += ["--workers", str(workers), "--threads", str(threads), "--bind", f"127.0.0.1:{port}", "app:create_app()"]
    environment = environment_of(settings) | {"PUBLIC_URL": address}
    running = Running(command, environment, folder / "site.log")

    def answers() -> bool:
        if running.has_ended:
            said = running.log.read_text()
            raise PortTaken(said) if "Connection in use" in said else AssertionError(said)
        try:
            return requests.get(f"{address}/salut/viu", timeout=10).ok
        except requests.RequestException:  # not listening yet, or listening while the application loads
            return False

    try:
        until(answers, STARTS_WITHIN)
    except BaseException:
        running.stop()
        raise
    return running, address
