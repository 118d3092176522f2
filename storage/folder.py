"""A folder of this machine: each thing a file, complete from the moment it can be seen."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from storage.names import CHUNK, checked
from storage.problem import FOLDER_UNWRITABLE, Missing, StorageProblem

_MAY_PASS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EINTR, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.EIO})
_UNSEEN = "."
"""First letter of a file that is being written: no name begins with it."""


@dataclass(frozen=True)
class FolderStorage:
    """Files in `folder`, made when missing, readable by their owner only; spread over folders of two letters."""

    folder: Path

    def put(self, name: str, stream: BinaryIO) -> None:
        """Write beside, sync, rename, sync the folder: a crash leaves the whole file or none."""
        path = self._path(name)
        unseen = path.with_name(f"{_UNSEEN}{path.name}.{secrets.token_hex(4)}")
        with _in_our_words():
            self._make(path.parent)
            try:
                _write_synced(unseen, stream)
                unseen.replace(path)
            finally:
                unseen.unlink(missing_ok=True)
            _sync_folder(path.parent)

    @contextmanager
    def open(self, name: str) -> Iterator[Iterator[bytes]]:
        """The file in chunks. Raises `Missing`."""
        with _in_our_words():
            try:
                file = self._path(name).open("rb")
            except FileNotFoundError:
                raise Missing from None
        with file:
            yield _chunks(file)

    def delete(self, name: str) -> None:
        """Remove the file."""
        with _in_our_words():
            self._path(name).unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        with _in_our_words():
            return self._path(name).is_file()

    def names(self, older_than: datetime) -> Iterator[str]:
        """Names by the time of the file. Remains of a write that was cut off are removed on the way."""
        limit = older_than.timestamp()
        for path in self.folder.glob("??/*"):
            with _in_our_words():
                try:
                    is_old = path.stat().st_mtime < limit
                    if is_old and path.name.startswith(_UNSEEN):
                        path.unlink()
                        continue
                except FileNotFoundError:  # deleted meanwhile
                    continue
            if is_old and not path.name.startswith(_UNSEEN):
                yield path.name

    def _path(self, name: str) -> Path:
        return self.folder / checked(name)[:2] / name

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder.parent)


def _write_synced(path: Path, stream: BinaryIO) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        shutil.copyfileobj(stream, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := _read(file):
        yield chunk


def _read(file: BinaryIO) -> bytes:
    with _in_our_words():
        return file.read(CHUNK)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """The text of an OSError repeats paths; ours gives its code."""
    try:
        yield
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "unknown")
        raise StorageProblem(
            FOLDER_UNWRITABLE,
            f"the folder of documents cannot be used ({code})",
            retryable=error.errno in _MAY_PASS,
        ) from error
