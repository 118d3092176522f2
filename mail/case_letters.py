"""What each mail about a case says: that something changed and where to read it, never what is in the file.

Such a mail is a courtesy. It is never called a notification, for that is a legal act with consequences (Ley 39/2015,
art. 41.6), and no deadline runs from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment

from mail.clean import one_line
from mail.links import secure_link
from mail.spoken import LOCALES, Language, city_of, spoken
from mail.typesetting import Typeset, greetable, typeset

CASE_KINDS: Final = (
    "case_opened",
    "case_changed",
    "case_link",
    "case_closed",
    "documents_wanted",
    "answer_wanted",
    "documents_received",
)


@dataclass(frozen=True)
class HandedIn:
    """One file of a receipt: its size in bytes and its SHA-256 in hexadecimal. Its name stays out of the mail."""

    size: int
    sha256: str


@dataclass(frozen=True)
class CaseFacts:
    """All that such a mail tells. `receipt`, `received_at` and `files` are wanted by `documents_received` alone."""

    language: Language
    name: str
    reference: str
    time_zone: str
    office_name: str
    office_phone: str
    office_phone_hours: str
    case_url: str
    documents_url: str
    receipt: str = ""
    received_at: datetime | None = None
    files: tuple[HandedIn, ...] = ()


def write_case_letter(kind: str, facts: CaseFacts, environment: Environment) -> Typeset:
    """Write the mail of that kind. ValueError for an unknown kind, an insecure link, or a receipt of nothing."""
    if kind not in CASE_KINDS:
        raise ValueError(f"there is no letter about a case of the kind {kind!r}")
    if facts.language not in LOCALES:
        raise ValueError(f"there are no letters in the language {facts.language!r}")
    is_receipt = kind == "documents_received"
    if is_receipt and not (facts.receipt and facts.received_at and facts.files):
        raise ValueError("a receipt says what was received, and when")
    received_at = facts.received_at if is_receipt else None
    zone = ZoneInfo(facts.time_zone)
    said = {
        "language": facts.language,
        "name": greetable(facts.name),
        "reference": one_line(facts.reference),
        "office_name": one_line(facts.office_name),
        "office_phone": one_line(facts.office_phone),
        "office_phone_hours": one_line(facts.office_phone_hours),
        "case_url": secure_link("case_url", facts.case_url),
        "documents_url": secure_link("documents_url", facts.documents_url),
        "receipt": one_line(facts.receipt),
        "received": spoken(received_at, zone, facts.language) if received_at else None,
        "in_barcelona": zone.key == "Europe/Madrid",
        "city": city_of(zone, facts.language),
        "files": facts.files,
    }
    return typeset(kind, said, environment, common="case_every", card="case_card")
