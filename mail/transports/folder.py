"""A folder as outbox: each letter a file `.eml`, complete from the moment it can be seen."""

import errno
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from mail.problem import FOLDER_UNWRITABLE, MailProblem

_MAY_PASS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EINTR, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.EIO})


@dataclass(frozen=True)
class FolderTransport:
    """Writes letters into `folder`, made when missing. Readable by its owner only, for letters are personal."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write, sync and rename. The same letter sent again takes the place of the first."""
        self._write(file_name(message), message.as_bytes(policy=SMTP))

    def check(self) -> None:
        """Write a file and remove it again."""
        probe = f"check-{secrets.token_hex(4)}"
        self._write(probe, b"")
        (self.folder / probe).unlink()

    def _write(self, name: str, content: bytes) -> None:
        unseen = self.folder / f".{name}.{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                _write_synced(unseen, content)
                unseen.replace(self.folder / name)
            finally:
                unseen.unlink(missing_ok=True)
            _sync_folder(self.folder)
        except OSError as error:
            raise MailProblem(
                FOLDER_UNWRITABLE,
                f"the outbox folder cannot be written ({errno.errorcode.get(error.errno or 0, 'unknown')})",
                retryable=error.errno in _MAY_PASS,
            ) from error


def file_name(message: EmailMessage) -> str:
    """Date of the letter in UTC and a hash of its Message-ID: sorts by time, tells nothing, never clashes."""
    date: datetime = message["Date"].datetime
    digest = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
    return f"{date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}.eml"


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
