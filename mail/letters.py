"""What each letter says, in text and HTML, from plain facts.

The words of a kind stand once, in `templates/mail/words/<kind>.txt`; `layout.txt` and `layout.html` both show
them, so that the two parts cannot differ. The caller's Jinja environment brings the language: its gettext must be
that of `Facts.language`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from css_inline import CSSInliner
from jinja2 import Environment

from mail.clean import one_line, paragraphs
from mail.links import secure_link
from mail.spoken import LOCALES, Language, city_of, spoken

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

_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


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

    `environment` finds `mail/…` templates, escapes `.html` and not `.txt` (as Flask's does), and has gettext.
    """
    if kind not in KINDS + STAFF_KINDS:
        raise ValueError(f"there is no letter of the kind {kind!r}")
    _check_escaping(environment)
    said = _said(kind, facts)
    said |= _words("mail/words/every.txt", said, environment)
    words = _words(f"mail/words/{kind}.txt", said, environment)
    calendar = _words("mail/words/calendar.txt", said, environment) if kind in KINDS else {}
    shown = said | {
        "subject": one_line(words["subject"]),
        "heading": one_line(words["heading"]),
        "lead": _split(words["lead"]),
        "notes": _split(words.get("notes", "")),
        "button": words["button"],
        "button_url": words["button_url"],
        "links": words.get("links", ()),
    }
    html = environment.get_template("mail/layout.html").render(shown)
    text = environment.get_template("mail/layout.txt").render(shown)
    return WrittenLetter(
        subject=shown["subject"],
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=_inliner.inline(html),
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
        "name": _greetable(facts.name if kind in KINDS else facts.technician_name),
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


def _greetable(name: str) -> str:
    """The name, unless it looks like an address: mail programs would make a link of it, and anybody can book."""
    name = one_line(name, 60)
    return "" if re.search(r"[/@\\]|\w[.:]\w", name) else name


def _words(template: str, said: dict[str, Any], environment: Environment) -> dict[str, Any]:
    """The variables that a template of words sets."""
    module = environment.get_template(template).make_module(said)
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


def _split(text: str) -> list[str]:
    """Paragraphs are parted by an empty line; within one, a template may break lines as it likes."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _check_escaping(environment: Environment) -> None:
    escapes = environment.autoescape
    if not callable(escapes) or not escapes("letter.html") or escapes("letter.txt"):
        raise ValueError("letters need an environment that escapes .html templates and leaves .txt as they are")
