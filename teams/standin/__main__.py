"""Starts the stand-in; see `--help`. Ends on SIGTERM and Ctrl-C."""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from .certificates import server_context, write_whole
from .contract import Contract
from .faults import Faults
from .keys import Keys
from .people import DEFAULT_PEOPLE, People
from .server import servers
from .store import Store
from .world import PERMISSIONS, World

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

    from .checks import Checks

ENVIRONMENTS = ("demo", "test")


def main() -> None:
    """Run until told to stop."""
    environment = os.environ.get("VIDEOCITA_ENVIRONMENT", "production")
    if environment not in ENVIRONMENTS:
        sys.exit(
            "This is a stand-in for Microsoft 365, for the demo and the tests. It starts only where "
            "VIDEOCITA_ENVIRONMENT is demo or test."
        )
    options = _options()
    options.state.mkdir(parents=True, exist_ok=True)
    context = server_context(options.state)
    contract = Contract.load()
    world = World(
        people=People.from_file(options.people),
        store=Store(options.state / "standin.db"),
        faults=Faults(),
        keys=Keys(options.state / "signing.pem"),
        contract=contract,
        checks=_checks(contract, environment),
        secure_url=f"https://localhost:{options.https_port}",
        pages_url=f"http://localhost:{options.http_port}",
        authority=options.state / "ca.pem",
        permissions=tuple(options.permissions.split(",")),
        attendance_delay=options.attendance_delay,
    )
    running = servers(world, context, options.https_port, options.http_port)
    if options.ca_file is not None:
        write_whole(options.ca_file, (options.state / "ca.pem").read_bytes())
    _run(running, world)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m teams.standin", description="A local stand-in for Microsoft 365, on loopback only."
    )
    parser.add_argument("--https-port", type=int, required=True, help="port for Graph and tokens")
    parser.add_argument("--http-port", type=int, required=True, help="port for the pages to look at")
    parser.add_argument("--state", type=Path, required=True, help="folder for calendar, certificate and keys")
    parser.add_argument(
        "--ca-file", type=Path, help="where to put the certificate that clients trust (REQUESTS_CA_BUNDLE)"
    )
    parser.add_argument("--people", type=Path, default=DEFAULT_PEOPLE, help="JSON file of the tenant's people")
    parser.add_argument(
        "--permissions", default=",".join(PERMISSIONS), help="application permissions that were consented to"
    )
    parser.add_argument("--attendance-delay", type=float, default=1.0, help="seconds from a call's end to its report")
    return parser.parse_args()


def _checks(contract: Contract, environment: str) -> Checks | None:
    """The checks against the contract. Tests cannot do without; the demo runs on what production installs."""
    if environment == "demo" and importlib.util.find_spec("openapi_schema_validator") is None:
        return None
    from .checks import Checks

    return Checks(contract)


def _run(running: list[BaseWSGIServer], world: World) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for server in running:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    checked = "held to the contract" if world.checks else "not held to the contract: the validator is not installed"
    sys.stdout.write(f"Stand-in for Microsoft 365: look at {world.pages_url}, Graph is {world.graph_url} ({checked})\n")
    sys.stdout.flush()
    stop.wait()
    for server in running:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
