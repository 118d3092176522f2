"""A real mail server on loopback that takes letters, or fails in the ways in which mail servers fail."""

from __future__ import annotations

import email
import logging
from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from functools import cached_property

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

from tests.mail.mail_server import free_port

DROPPED = "dropped"
"""The connection ends before the letter is taken."""
DROPPED_AFTER = "dropped after"
"""The letter is taken, the connection ends before the server says so."""
LATER = "451 4.3.0 Try again later"
NO_SUCH_MAILBOX = "550 5.1.1 There is nobody of that name"

Mood = Callable[[str], str | None]
"""What happens to the next letter to this address: one of the above, any other SMTP answer, or None to take it."""


@dataclass(frozen=True)
class Delivered:
    """A letter as it arrived."""

    to: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip("<>")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @cached_property
    def calendar(self) -> Calendar | None:
        """The calendar object, for letters that carry one."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return Calendar.from_ical(part.get_content())
        return None

    @property
    def method(self) -> str | None:
        return None if self.calendar is None else str(self.calendar["METHOD"])

    @property
    def sequence(self) -> int | None:
        return None if self.calendar is None else int(str(self.calendar.events[0]["SEQUENCE"]))


@dataclass
class PostOffice:
    """Keeps what it took, in the order of arrival, and counts what it was asked to take."""

    mood: Mood = lambda address: None
    delivered: list[Delivered] = field(default_factory=list)
    tried: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        """What MAIL_URL says to use it."""
        return f"smtp://127.0.0.1:{self.port}"

    def letters(self, to: str | None = None) -> list[Delivered]:
        return [letter for letter in self.delivered if to in (None, letter.to)]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        self.tried += 1
        mood = self.mood(address)
        if mood in (None, DROPPED_AFTER):
            assert isinstance(envelope.content, bytes)
            self.delivered.append(Delivered(address, envelope.content))
        if mood in (DROPPED, DROPPED_AFTER):
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return mood or "250 2.0.0 Taken"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A server that runs while the block does."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own: a dozen lines for each letter
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()
