"""A calendar that a program reads again and again from an address: all entries, every time (RFC 5545, no METHOD).

Whatever is no longer in it is gone; so nothing is ever cancelled here. DTSTAMP says when the entry itself was last
changed (RFC 5545 3.8.7.2), and never when the file was made: the same entries give the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vUri

from mail.calendar import PRODUCT
from mail.clean import one_line, paragraphs

READ_EVERY = timedelta(minutes=15)


@dataclass(frozen=True)
class FeedEntry:
    """One event. Times are aware; `changed` is when anything of it last changed, `sequence` rises with each change."""

    uid: str
    sequence: int
    changed: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    url: str


def to_feed(name: str, entries: Iterable[FeedEntry]) -> bytes:
    """The calendar as UTF-8 with CRLF line ends. ValueError for naive times."""
    calendar = Calendar()  # Calendar.new() would add a UID of its own
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(name))  # RFC 7986 5.1; the older name is read by Outlook and Google
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", vDuration(READ_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_EVERY))
    for entry in entries:
        calendar.add_component(_event(entry))
    ics: bytes = calendar.to_ical(sorted=False)
    return ics


def _event(entry: FeedEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _utc(entry.changed))
    event.add("last-modified", _utc(entry.changed))
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at))
    event.add("status", "CONFIRMED")
    event.add("summary", one_line(entry.summary))
    event.add("description", paragraphs(entry.description))
    event.add("location", one_line(entry.location))
    event.add("url", vUri(entry.url))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time without a zone is not an instant")
    return moment.astimezone(UTC)
