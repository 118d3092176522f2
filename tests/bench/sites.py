"""Servers to measure: the site, and the bare Flask view that is the yardstick F, both under the same gunicorn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

WORKERS = 1
THREADS = 8
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    def rate(self, path: str, clients: int, seconds: float, cookie: str = "") -> float:
        """Requests a second, asked from a process of its own; `cookie` is `name=value` of somebody signed in."""
        command = [sys.executable, "-m", "tests.bench.load", str(self.port), path, str(clients), str(seconds)]
        command += [cookie] if cookie else []
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        return float(done.stdout)

    def fetch(self, path: str, cookie: str = "") -> int:
        """Read one answer of any length to its end; how many bytes it had."""
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": cookie})
        with urlopen(request) as answer:
            return sum(len(chunk) for chunk in iter(lambda: answer.read(65_536), b""))

    def memory(self) -> float:
        """MiB that the web process has in memory (the largest child of gunicorn's arbiter)."""
        return self._largest("VmRSS")

    def most_memory(self) -> float:
        """The most that it ever had."""
        return self._largest("VmHWM")

    def _largest(self, what: str) -> float:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max(_mebibytes(int(child), what) for child in children)


def _mebibytes(pid: int, what: str) -> float:
    """A line of proc_pid_status(5)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} has no memory of its own")


@contextmanager
def serve(application: str, environment: Mapping[str, str]) -> Iterator[Site]:
    """Run `module:application` under gunicorn until the block ends."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread"),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield Site(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Until something listens on the port. Raises TimeoutError, or RuntimeError when the process has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it listened")
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
