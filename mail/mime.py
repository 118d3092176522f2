"""A letter as MIME: mixed[ alternative[ plain, html, calendar ], invite.ics ] (RFC 2046, RFC 6047 2.4).

The calendar object stands last among the alternatives, for the programs that act on it, and once more as
a file, for those that look at attachments only; both copies are the same bytes. Everything is
quoted-printable or base64, because not every relay takes 8bit.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

from mail.addresses import bare_address
from mail.calendar import Method
from mail.clean import one_line

FILE_NAME = "invite.ics"

# In-Reply-To and References as identifiers: as plain text, long ones are written as encoded words, which no program
# follows. The cast is for typeshed, which asks for the base class that the registry itself mixes in.
_IDENTIFIER = cast("type[BaseHeader]", MessageIDHeader)
_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("in-reply-to", _IDENTIFIER)
_HEADERS.map_to_type("references", _IDENTIFIER)
_POLICY = SMTP.clone(header_factory=_HEADERS)

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
_NAME_LIMIT = 60


@dataclass(frozen=True)
class Letter:
    """One letter to one person. `text` and `html` say the same; `date` is aware; ValueError for bad headers.

    `message_id` and `in_reply_to` come with their angle brackets. The identifier belongs to the change
    that is told and to its addressee, so that a letter sent twice is recognised as one. `calendar` is the
    method and the object of `mail.calendar.to_ics`.
    """

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    in_reply_to: str | None
    calendar: tuple[Method, bytes] | None
    date: datetime

    def __post_init__(self) -> None:
        bare_address(self.to_address)
        for identifier in (self.message_id, self.in_reply_to):
            if identifier is not None and not _MESSAGE_ID.fullmatch(identifier):
                raise ValueError("a message identifier is <unique@our.domain>, with its angle brackets")
        if self.date.utcoffset() is None:
            raise ValueError("the date of a letter needs a zone")


@dataclass(frozen=True)
class Sender:
    """The service's mailbox, for ever the same: calendars accept changes only from the organizer."""

    name: str
    address: str
    reply_to: str | None = None

    def __post_init__(self) -> None:
        for address in (self.address, self.reply_to):
            if address is not None:
                bare_address(address)


def to_mime(letter: Letter, sender: Sender) -> EmailMessage:
    """The message as it is sent; nothing in it depends on the clock or on chance but the part boundaries."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(sender.name, sender.address)
    message["To"] = _mailbox(letter.to_name, letter.to_address)
    if sender.reply_to is not None:
        message["Reply-To"] = _mailbox("", sender.reply_to)
    message["Subject"] = _words(letter.subject)
    message["Date"] = letter.date
    message["Message-ID"] = letter.message_id
    if letter.in_reply_to is not None:
        message["In-Reply-To"] = letter.in_reply_to
        message["References"] = letter.in_reply_to
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # the same for Exchange
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar is not None:
        _add_calendar(message, *letter.calendar)
    return message


def _add_calendar(message: EmailMessage, method: Method, ics: bytes) -> None:
    """Add the two copies. The method parameter must say what METHOD says, else programs show no buttons."""
    message.add_alternative(ics.decode(), subtype="calendar", params={"method": method}, cte="base64")
    message.add_attachment(ics, maintype="application", subtype="ics", filename=FILE_NAME, params={"name": FILE_NAME})


def _mailbox(name: str, address: str) -> Address:
    """Name and address as one recipient, whatever commas or brackets the name holds."""
    return Address(_words(name, _NAME_LIMIT), addr_spec=address)


def _words(text: str, limit: int = 120) -> str:
    """One clean line in which nothing typed passes for an encoded word, which could hide a line break."""
    return one_line(text, limit).replace("=?", "= ?")
