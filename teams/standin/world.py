"""The tenant as a whole, and the shape of a call to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .contract import Contract, Operation
from .faults import Fault, Faults
from .keys import Keys
from .people import People, Person
from .store import Store

if TYPE_CHECKING:
    from .checks import Checks

TENANT = "22222222-2222-2222-2222-222222222222"
CLIENT_ID = "11111111-1111-1111-1111-111111111111"

AUDIENCE = "https://graph.microsoft.com"
"""For whom the application tokens are."""

PERMISSIONS = (
    "Calendars.ReadWrite",
    "Mail.Send",
    "OnlineMeetingArtifact.Read.All",
    "OnlineMeetings.ReadWrite.All",
    "User.ReadBasic.All",
)


@dataclass(frozen=True)
class World:
    """What all parts share."""

    people: People
    store: Store
    faults: Faults
    keys: Keys
    contract: Contract
    checks: Checks | None
    secure_url: str
    """Root of the HTTPS port: Graph, tokens."""
    pages_url: str
    """Root of the HTTP port: what people look at."""
    permissions: tuple[str, ...] = PERMISSIONS
    authority: Path = Path("ca.pem")
    """Certificate of whoever signed the servers of this machine that we tell of changes."""
    attendance_delay: float = 1.0
    """Seconds from the end of a call to its attendance report."""
    breaches: list[str] = field(default_factory=list)
    """Answers of our own that broke the contract: mistakes of the stand-in."""

    @property
    def graph_url(self) -> str:
        return f"{self.secure_url}/v1.0"

    def join_url(self, thread: str, organizer: str) -> str:
        """A link of the same make as those of Teams, with escapes and all, that leads to our meeting page."""
        context = f'{{"Tid":"{TENANT}","Oid":"{organizer}"}}'
        path = _lower_escapes(quote(thread, safe=""))
        return f"{self.pages_url}/l/meetup-join/{path}/0?context={_lower_escapes(quote(context, safe=''))}"


@dataclass(frozen=True)
class Call:
    """A Graph call that was let in: known operation, valid token, right permission, existing mailbox."""

    world: World
    operation: Operation
    path: list[str]
    """Decoded values in the path after the user."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    document: dict[str, Any]
    """The JSON body; empty without one."""
    person: Person
    fault: Fault | None
    """The fault that the handler has to show, if it is one of those that act inside a call."""

    def suffers(self, name: str) -> bool:
        return self.fault is not None and self.fault.fault == name

    @property
    def user_context(self) -> str:
        return f"{self.world.graph_url}/$metadata#users('{self.person.id}')"


@dataclass(frozen=True)
class Answer:
    """What goes back; no document means an empty body."""

    status: int
    document: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """An OData error."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


def instant(epoch: float) -> str:
    """A `DateTimeOffset` as Graph writes it."""
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _lower_escapes(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match.group().lower(), text)
