"""Style, scripts and pictures under an address that names their content, so that browsers may keep them for ever.

The component sheets are joined into one ``app.css`` when the process starts. One hash stands for the whole set: scripts
import each other by relative path and must change together.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import weakref
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from flask import Flask, current_app, has_request_context, request
from whitenoise import WhiteNoise

from web.languages import ROOT_KEY

if TYPE_CHECKING:
    from wsgiref.headers import Headers

SOURCE = Path(__file__).parent.parent / "static"
SHEET = "app.css"
_IMPORT = re.compile(r'@import "([^"]+)";\n?')
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_COMPRESSED = {".css", ".js", ".svg", ".json"}


def join_sheets(folder: Path) -> str:
    """The component sheets in the order in which ``app.css`` imports them, without comments."""
    sheet = (folder / SHEET).read_text(encoding="utf-8")
    joined = _IMPORT.sub(lambda found: (folder / found[1]).read_text(encoding="utf-8"), sheet)
    return _COMMENT.sub("", joined)


def read_files(source: Path) -> dict[str, bytes]:
    """What is served, by name: the one sheet, scripts as ``js/…``, pictures beside it."""
    files = {SHEET: join_sheets(source / "css").encode()}
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix != ".css":
            files[path.relative_to(source).as_posix()] = path.read_bytes()
    return files


class StaticFiles:
    """The files of the site as they were when the process started."""

    def __init__(self, source: Path) -> None:
        files = read_files(source)
        digest = hashlib.sha256()
        for name, content in files.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.hash = digest.hexdigest()[:12]
        self.names = frozenset(files)
        # WhiteNoise serves files, not memory; the folder lives as long as this object, in the process that made it.
        self.root = Path(mkdtemp(prefix="videocita-static-"))
        weakref.finalize(self, _remove, self.root, os.getpid())
        for name, content in files.items():
            target = self.root / self.hash / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            if target.suffix in _COMPRESSED:
                target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))

    def url(self, name: str) -> str:
        """Address of a file, the same in every language. Raises ``KeyError`` for one that is not served."""
        if name not in self.names:
            raise KeyError(name)
        root = request.environ.get(ROOT_KEY, "") if has_request_context() else ""
        return f"{root}/static/{self.hash}/{name}"


def static_url(name: str) -> str:
    """Address of a file of the site: ``static_url("app.css")``."""
    files: StaticFiles = current_app.extensions["static_files"]
    return files.url(name)


def init_app(app: Flask, source: Path = SOURCE) -> None:
    """Serve the files in front of the application and give templates ``static_url``."""
    files = _files_of(source)
    app.extensions["static_files"] = files
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's own way to add middleware
        app.wsgi_app,
        root=str(files.root),
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_harden,
    )
    app.jinja_env.globals["static_url"] = static_url


@cache
def _files_of(source: Path) -> StaticFiles:
    """Made once in a process, however many applications it holds."""
    return StaticFiles(source)


def _remove(folder: Path, owner: int) -> None:
    # A forked server process must not take the files away from the others.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _harden(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
