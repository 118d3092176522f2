"""What each letter about an appointment says, in text and HTML, from plain facts.

The caller's Jinja environment brings the language: its gettext must be that of `Facts.language`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment

from mail.clean import one_line, paragraphs
from mail.links import secure_link
from mail.spoken import LOCALES, Language, city_of, spoken
from mail.typesetting import greetable, typeset, words_of

KINDS: Final = (
    "confirmed",
    "link_ready",
    "moved",
    "choose_another_hour",
    "cancelled",
    "missed",
    "call_again",
    "reminder_48h",
    "reminder_2h",
    "recovered_link",
)
"""To the consumer."""
STAFF_KINDS: Final = ("technician_booked", "technician_moved", "technician_cancelled")
"""To the technician: without a calendar part (Graph keeps that calendar) and without the consumer's data."""

_CONSUMER_LINKS = ("appointment_url", "join_url", "move_url", "cancel_url", "calendar_url", "help_url")
_STAFF_LINKS = ("staff_url",)


@dataclass(frozen=True)
class Facts:
    """All that a letter tells, as plain values. Times are aware; links are complete addresses of our own site.

    `name` is the consumer's and greets only them; `previous_starts_at` is wanted by the letters about a move;
    `link_pending` says that the meeting has no link yet; `channel_phone` that the person asked to be rung instead.
    """

    language: Language
    name: str
    service: str
    starts_at: datetime
    ends_at: datetime
    previous_starts_at: datetime | None
    time_zone: str
    reference: str
    office_name: str
    office_phone: str
    office_phone_hours: str
    appointment_url: str
    join_url: str
    move_url: str
    cancel_url: str
    calendar_url: str
    help_url: str
    channel_phone: bool = False
    link_pending: bool = False
    cancelled_by_office: bool = False
    technician_name: str = ""
    staff_url: str = ""


@dataclass(frozen=True)
class WrittenLetter:
    """A letter ready for `mail.mime.Letter`; the calendar texts are for `CalendarMessage`, empty for technicians."""

    subject: str
    text: str
    html: str
    calendar_summary: str
    calendar_description: str
    calendar_location: str


def write(kind: str, facts: Facts, environment: Environment) -> WrittenLetter:
    """Write the letter of that kind. ValueError for an unknown kind, a missing or insecure link, or naive times.

    `environment` is as `mail.typesetting.typeset` wants it.
    """
    if kind not in KINDS + STAFF_KINDS:
        raise ValueError(f"there is no letter of the kind {kind!r}")
    letter = typeset(kind, _said(kind, facts), environment, common="every", card="stub")
    calendar = words_of("mail/words/calendar.txt", letter.said, environment) if kind in KINDS else {}
    return WrittenLetter(
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        calendar_summary=one_line(calendar.get("summary")),
        calendar_description=paragraphs(calendar.get("description")),
        calendar_location=one_line(calendar.get("location")),
    )


def _said(kind: str, facts: Facts) -> dict[str, Any]:
    """What templates may say: times on the office's clock, clean texts, and only the links that the kind shows."""
    if facts.language not in LOCALES:
        raise ValueError(f"there are no letters in the language {facts.language!r}")
    zone = ZoneInfo(facts.time_zone)
    when, until = (spoken(moment, zone, facts.language) for moment in (facts.starts_at, facts.ends_at))
    if facts.ends_at <= facts.starts_at:
        raise ValueError("an appointment ends after it starts")
    previous = facts.previous_starts_at if kind in ("moved", "technician_moved") else None
    if previous is None and kind in ("moved", "technician_moved"):
        raise ValueError("a letter about a move tells the time before: give previous_starts_at")
    links = _CONSUMER_LINKS if kind in KINDS else _STAFF_LINKS
    return {name: secure_link(name, getattr(facts, name)) for name in links} | {
        "language": facts.language,
        "name": greetable(facts.name if kind in KINDS else facts.technician_name),
        "service": one_line(facts.service),
        "when": when,
        "until": until,
        "previous": spoken(previous, zone, facts.language) if previous else None,
        "city": city_of(zone, facts.language),
        "in_barcelona": zone.key == "Europe/Madrid",
        "minutes": round((facts.ends_at - facts.starts_at).total_seconds() / 60),
        "reference": one_line(facts.reference),
        "office_name": one_line(facts.office_name),
        "office_phone": one_line(facts.office_phone),
        "office_phone_hours": one_line(facts.office_phone_hours),
        "by_phone": facts.channel_phone,
        "link_pending": facts.link_pending,
        "cancelled": kind in ("cancelled", "technician_cancelled"),
        "to_staff": kind in STAFF_KINDS,
        "by_office": facts.cancelled_by_office,
    }
