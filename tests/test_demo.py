"""`bin/demo` as a newcomer uses it: one command, a site, a stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PORTS = ("PORT", "OUTBOX_PORT", "STANDIN_PORT", "STANDIN_HTTPS_PORT")


def free_ports():
    """Ports that were free a moment ago, all different."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return dict(zip(PORTS, map(str, ports), strict=True))


def listens(port):
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


@pytest.fixture
def environment(tmp_path):
    """Of the machine, without what would point the demo elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTRA_", "MAIL_", "DATABASE"))}
    return {**kept, **free_ports(), "DEMO_FOLDER": str(tmp_path / "la demo"), "VIDEOCITA_VENV": sys.prefix}


@pytest.mark.slow
def test_one_command_starts_everything_and_its_end_leaves_nothing_running(environment, tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as output:
        demo = subprocess.Popen([ROOT / "bin" / "demo"], env=environment, cwd="/", stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 120
        while "Ready." not in log.read_text():
            assert demo.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://localhost:{environment['PORT']}/cita", timeout=10) as page:
            assert page.status == 200
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(timeout=30)

    assert not [name for name in PORTS if listens(environment[name])]


def test_a_port_in_use_is_named(environment):
    with socket.create_server(("127.0.0.1", int(environment["OUTBOX_PORT"]))):
        result = subprocess.run([ROOT / "bin" / "demo"], env=environment, capture_output=True, text=True, timeout=60)

    assert result.returncode != 0
    assert f"OUTBOX_PORT={environment['OUTBOX_PORT']}" in result.stderr
