"""The letters in an outbox folder, as `mail.transports.folder` writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from icalendar import Calendar, Component

_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{16}\.eml")
# Shown open on the page of a letter; the rest of the event stands in the unfolded object below them.
_TOLD = (
    "SUMMARY", "DTSTART", "DTEND", "STATUS", "SEQUENCE", "UID", "ORGANIZER", "ATTENDEE", "LOCATION",
    "URL", "DESCRIPTION",
)  # fmt: skip


@dataclass(frozen=True)
class CalendarPart:
    """The calendar object of a letter; `told` has names and values, empty when nobody could read the object."""

    method: str
    told: list[tuple[str, str]]
    unfolded: str
    ics: bytes


@dataclass(frozen=True)
class StoredLetter:
    """A file of the outbox. `arrived` is when it was written, in UTC."""

    name: str
    arrived: datetime
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def calendar(self) -> CalendarPart | None:
        """The part that mail programs act on, or None."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                ics = part.get_payload(decode=True)
                assert isinstance(ics, bytes)  # it is no multipart
                return CalendarPart(str(part.get_param("method", "")), _told(ics), _unfolded(ics), ics)
        return None

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


class Outbox:
    """A folder that may not exist yet: then there are no letters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """File names of all letters, the last written first."""
        if not self.folder.is_dir():
            return []
        written = [(path.stat().st_mtime_ns, path.name) for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        return [name for _, name in sorted(written, reverse=True)]

    def letter(self, name: str) -> StoredLetter | None:
        """The letter of that file name, or None; a name cannot lead out of the folder."""
        path = self.folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            return None
        message = message_from_bytes(path.read_bytes(), policy=default)
        return StoredLetter(name, datetime.fromtimestamp(path.stat().st_mtime, UTC), message)

    def raw(self, name: str) -> bytes | None:
        """The file itself, or None."""
        path = self.folder / name
        return path.read_bytes() if _NAME.fullmatch(name) and path.is_file() else None


def _told(ics: bytes) -> list[tuple[str, str]]:
    try:
        event = next(iter(Calendar.from_ical(ics).walk("VEVENT")), None)
    except ValueError:
        return []
    if event is None:
        return []
    return [(name, _readable(event, name)) for name in _TOLD if name in event]


def _readable(event: Component, name: str) -> str:
    value = event[name]
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if name in ("ORGANIZER", "ATTENDEE"):
        return f"{value.params.get('CN', '')} <{str(value).removeprefix('mailto:')}>".strip()
    return str(value)


def _unfolded(ics: bytes) -> str:
    return re.sub(r"\r?\n[ \t]", "", ics.decode(errors="replace")).replace("\r\n", "\n")
