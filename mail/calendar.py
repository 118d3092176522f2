"""The calendar object in a letter: one VEVENT, to request or to cancel (RFC 5545; RFC 5546 3.2.2, 3.2.5).

REQUEST and never PUBLISH in a letter, because mail programs update and remove entries only for a request of the same
UID. PUBLISH is for the download of somebody who gave no mail address: it has no attendee (RFC 5546 3.2.1).
One attendee, because nobody should read another's address. Times in UTC, because a one-off event needs no
VTIMEZONE, and the lists that icalendar generates for one are read an hour wrong by several programs.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from icalendar import Alarm, Calendar, Event, vCalAddress
from icalendar.prop import vUri

from mail.addresses import bare_address
from mail.clean import one_line, paragraphs

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

PRODUCT = "-//Videocita//Cita previa//CA"
REMIND_BEFORE = timedelta(minutes=30)

_UID = re.compile(r"[A-Za-z0-9-]{8,64}@[A-Za-z0-9.-]+")
_WEB_ADDRESS = re.compile(r"https?://[!-~]+")
# In a mailto: URI these begin an escape, header fields or a fragment (RFC 6068 2); all else stands as in To.
_ESCAPED_IN_MAILTO = str.maketrans({"%": "%25", "?": "%3F", "#": "%23"})


@dataclass(frozen=True)
class CalendarMessage:
    """What one addressee's calendar is told. All times are aware; ValueError for what no calendar could hold.

    `uid` is the addressee's for the life of the appointment, `sequence` rises with each message of that
    uid, `created` is when the first one was made, `stamp` when this one was. The organizer is the mailbox
    that sends, the same for ever. `description` may have several lines; texts are cleaned when the object
    is written.
    """

    method: Method
    uid: str
    sequence: int
    created: datetime
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    url: str
    organizer_name: str
    organizer_address: str
    attendee_name: str
    attendee_address: str | None
    """None for PUBLISH, and only then."""

    def __post_init__(self) -> None:
        if self.method not in ("REQUEST", "CANCEL", "PUBLISH"):
            raise ValueError("a calendar message requests, cancels or publishes: REQUEST, CANCEL or PUBLISH")
        if not _UID.fullmatch(self.uid):
            raise ValueError("uid must be a random UUID, @ and our domain")
        if self.sequence < 0:
            raise ValueError("sequence counts from 0")
        if any(moment.utcoffset() is None for moment in self._moments()):
            raise ValueError("times without a zone would be written as floating ones: give aware datetimes")
        if self.ends_at <= self.starts_at:
            raise ValueError("an appointment ends after it starts")
        if not one_line(self.summary):
            raise ValueError("a calendar entry needs a title")
        if not _WEB_ADDRESS.fullmatch(self.url):
            raise ValueError("url must be a complete http(s) address in ASCII")
        if (self.attendee_address is None) != (self.method == "PUBLISH"):
            raise ValueError("a letter has one attendee, a published entry has none")
        attendee = bare_address(self.attendee_address).lower() if self.attendee_address is not None else None
        if bare_address(self.organizer_address).lower() == attendee:
            raise ValueError("the organizer cannot be the attendee: programs ignore invitations from oneself")

    def _moments(self) -> tuple[datetime, ...]:
        return (self.created, self.stamp, self.starts_at, self.ends_at)


def to_ics(message: CalendarMessage) -> bytes:
    """The object as UTF-8 with CRLF line ends and lines of at most 75 octets (RFC 5545 3.1)."""
    calendar = Calendar()  # Calendar.new() would add a UID of its own, which readers take for the event's
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", message.method)
    calendar.add_component(_event(message))
    ics: bytes = calendar.to_ical(sorted=False)
    return ics


def _event(message: CalendarMessage) -> Event:
    cancelled = message.method == "CANCEL"
    summary = one_line(message.summary)
    event = Event()
    event.add("uid", message.uid)
    event.add("sequence", message.sequence)
    event.add("dtstamp", _utc(message.stamp))
    event.add("created", _utc(message.created))
    event.add("last-modified", _utc(message.stamp))
    event.add("dtstart", _utc(message.starts_at))
    event.add("dtend", _utc(message.ends_at))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("summary", summary)
    event.add("description", paragraphs(message.description))
    event.add("location", one_line(message.location))
    event.add("url", vUri(message.url))
    event.add("organizer", _organizer(message))
    if message.attendee_address is not None:
        event.add("attendee", _attendee(message.attendee_name, message.attendee_address))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", "FREE" if cancelled else "BUSY")
    event.add("x-microsoft-disallow-counter", "TRUE")
    if not cancelled:
        # Last, for Exchange refuses properties after an alarm. The title is in the person's language already.
        event.add_component(_alarm(summary))
    return event


def _alarm(text: str) -> Alarm:
    """A reminder on the screen; one by mail would make the program send mail (RFC 5545 3.6.6)."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -REMIND_BEFORE)
    return alarm


def _organizer(message: CalendarMessage) -> vCalAddress:
    return vCalAddress.new(_mailto(message.organizer_address), cn=one_line(message.organizer_name) or None)


def _attendee(name: str, address: str) -> vCalAddress:
    return vCalAddress.new(
        _mailto(address),
        cn=one_line(name) or None,
        cutype="INDIVIDUAL",
        role="REQ-PARTICIPANT",
        partstat="ACCEPTED",  # the person chose the hour
        rsvp=False,
    )


def _mailto(address: str) -> str:
    return "mailto:" + address.translate(_ESCAPED_IN_MAILTO)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
