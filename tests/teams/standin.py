"""The local stand-in for Microsoft 365, run as the separate process that it is.

In tests use the fixtures `standin` and `graph`, which a `conftest.py` registers by importing them from here together
with `standin_process`; in scripts use `start`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests

from teams import Graph, GraphSettings

ROOT = Path(__file__).parents[2]
TENANT = "22222222-2222-2222-2222-222222222222"
CLIENT_ID = "11111111-1111-1111-1111-111111111111"

CLARA = "clara.soler@tecnics.example"
MARTI = "marti.puig@tecnics.example"
NURIA = "nuria.vidal@tecnics.example"
DIDAC = "didac.roca@tecnics.example"
SERVICE_MAILBOX = "cita@consum.example"

T = TypeVar("T")

STARTS_WITHIN = 120.0
"""Seconds; on an idle machine it takes one."""


class Standin:
    """A running stand-in and what can be asked of it."""

    def __init__(self, folder: Path, https_port: int, http_port: int, arguments: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.https_port, self.http_port = https_port, http_port
        self.ca_file = folder / "trusted.pem"
        self.url = f"http://localhost:{http_port}"
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def graph_settings(self) -> GraphSettings:
        return self.settings_with()

    @property
    def environment(self) -> dict[str, str]:
        """Variables that point the whole application at this stand-in."""
        settings = self.graph_settings
        return {
            "GRAPH_URL": settings.graph_url,
            "ENTRA_TENANT": settings.tenant,
            "ENTRA_CLIENT_ID": settings.client_id,
            "ENTRA_CLIENT_SECRET": "standin-secret",
            "ENTRA_AUTHORITY": settings.authority,
            "REQUESTS_CA_BUNDLE": str(self.ca_file),
        }

    def settings_with(self, **changes: Any) -> GraphSettings:
        """The settings of a client, with something else in them."""
        usual = {
            "graph_url": f"https://localhost:{self.https_port}/v1.0",
            "tenant": TENANT,
            "client_id": CLIENT_ID,
            "client_secret": "standin-secret",
            "client_certificate": None,
            "authority": f"https://localhost:{self.https_port}",
        }
        return GraphSettings(**{**usual, **changes})

    def start(self) -> None:
        """Start the process and wait until both ports answer."""
        command = [sys.executable, "-m", "teams.standin"]
        command += ["--https-port", str(self.https_port), "--http-port", str(self.http_port)]
        command += ["--state", str(self.folder), "--ca-file", str(self.ca_file), *self._arguments]
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | {"VIDEOCITA_ENVIRONMENT": "test"},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        running = self._process
        eventually(lambda: self._answers() or running.poll() is not None, within=STARTS_WITHIN)
        if not self._answers():
            self.stop()
            raise RuntimeError(f"the stand-in did not start:\n{(self.folder / 'output.log').read_text()}")

    def stop(self) -> None:
        """End it in good order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=60)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def faults(self, fault: str, **how: Any) -> int:
        """Switch a fault on: `calls` pattern, `mailbox`, `times`, `probability`, `seconds`, `retry_after`."""
        answer = self._checked(requests.post(f"{self.url}/faults", json={"fault": fault, **how}, timeout=10))
        return int(answer.json()["id"])

    def fault_count(self, fault_id: int) -> int:
        """How often a fault has struck."""
        accept = {"Accept": "application/json"}
        active = self._checked(requests.get(f"{self.url}/faults", headers=accept, timeout=10)).json()
        return next(int(fault["count"]) for fault in active if fault["id"] == fault_id)

    def clear_faults(self) -> None:
        self._checked(requests.delete(f"{self.url}/faults", timeout=10))

    def events(self, mailbox: str | None = None) -> Any:
        """All events that exist, by mailbox, or those of one."""
        events = self.get("/_events")
        return events if mailbox is None else events[mailbox]

    def mails(self) -> Any:
        """What was sent by Graph, in order: mailbox, and MIME in base64."""
        return self.get("/_mails")

    def breaches(self) -> Any:
        """Answers of the stand-in that broke the contract: its own mistakes."""
        return self.get("/_breaches")

    def reset(self) -> None:
        """Forget all events, meetings, mails and faults."""
        self._checked(requests.post(f"{self.url}/_reset", timeout=10))

    def get(self, path: str) -> Any:
        return self._checked(requests.get(self.url + path, timeout=10)).json()

    def post(self, path: str, **form: str) -> None:
        """Send a form of one of the pages."""
        self._checked(requests.post(self.url + path, data=form, timeout=10))

    def _answers(self) -> bool:
        try:
            requests.get(f"{self.url}/_ready", timeout=5).raise_for_status()
        except requests.RequestException:
            return False
        return self.ca_file.exists()

    @staticmethod
    def _checked(response: requests.Response) -> requests.Response:
        if not response.ok:
            raise RuntimeError(f"the stand-in answered {response.status_code}: {response.text}")
        return response


def eventually(found: Callable[[], T], within: float = 60.0) -> T:
    """What `found` gives as soon as it is something, asked again and again for so many seconds."""
    until = time.monotonic() + within
    while not (result := found()) and time.monotonic() < until:
        time.sleep(0.05)
    return result


def start(folder: Path, *arguments: str) -> Standin:
    """A stand-in of its own, with its state in `folder`, on free ports; to be stopped by whoever starts it."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _start_on_free_ports(folder, arguments)
    except RuntimeError as error:
        if "Address already in use" not in str(error):  # somebody else came to the port first
            raise
    return _start_on_free_ports(folder, arguments)


def _start_on_free_ports(folder: Path, arguments: tuple[str, ...]) -> Standin:
    with closing(socket.create_server(("127.0.0.1", 0))) as one, closing(socket.create_server(("127.0.0.1", 0))) as two:
        ports = one.getsockname()[1], two.getsockname()[1]
    standin = Standin(folder, *ports, arguments)
    standin.start()
    return standin


@pytest.fixture(scope="session")
def standin_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    """One stand-in for the whole run; tests take `standin`."""
    running = start(tmp_path_factory.mktemp("microsoft-365"), "--attendance-delay", "0.2")
    yield running
    running.stop()


@pytest.fixture
def standin(standin_process: Standin, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """Microsoft 365 with empty calendars and no faults, trusted by every client in this process."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(standin_process.ca_file))
    standin_process.reset()
    yield standin_process
    assert standin_process.breaches() == []


@pytest.fixture
def graph(standin: Standin) -> Graph:
    """A client of the stand-in that does not wait long."""
    return Graph(standin.graph_settings, read_pauses=(0.01, 0.02), link_pauses=(0.1, 0.2))
