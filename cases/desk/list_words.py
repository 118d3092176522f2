"""The words of the list: of its filters, of codes in its lines, of days that are left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from booking.pages.office_card import words
from cases.desk.list_address import ARRIVED, MINE, NAMES, NOBODY, OPEN, Asked, Choices
from cases.law_wording import law_word
from cases.models import CHANNELS, PROCEDURES, STATES
from cases.wording import word
from web.languages import current_language

CODES = {
    "procedure": PROCEDURES,
    "state": STATES,
    "channel": CHANNELS,
    "who": ("office", "consumer", "company", "board", "nobody"),
}


def _(text: str, **variables: object) -> str:
    return str(gettext(text, **variables))


def said(kind: str) -> Mapping[str, str]:
    """The words of all codes of a kind, in the language of the page, beginning as a sentence does."""
    return said_in(current_language(), kind)


@lru_cache(maxsize=32)
def said_in(language: str, kind: str) -> Mapping[str, str]:
    """The same for those who have asked for the language of the page, which must be this one."""
    find = law_word if kind == "who" else word
    return {code: _capital(find(kind, code)) for code in CODES[kind]}


class CellWords(NamedTuple):
    """What the head of the table says, said again in the cells that make no sense without it on a phone."""

    internal: str
    requested: str
    updated: str
    acting: str
    assigned: str
    nobody: str
    destroyed: str


@lru_cache(maxsize=8)
def cell_words(language: str) -> CellWords:
    """In the language of the page, which must be this one."""
    return CellWords(
        internal=_("Intern"),
        requested=_("Petició"),
        updated=_("Actualització"),
        acting=_("Qui ha d'actuar"),
        assigned=_("Assignat a"),
        nobody=_("Sense assignar"),
        destroyed=_("Destruït: se'n conserva el número"),
    )


def options(pairs: Iterable[tuple[object, str]], chosen: str) -> Markup:
    """The options of a select: value and words of each."""
    made = _options(tuple(pairs))
    value = f'value="{escape(chosen)}"'
    return Markup(made.replace(value, f"{value} selected", 1)) if chosen else Markup(made)  # noqa: S704  # escaped below


@lru_cache(maxsize=256)
def _options(pairs: tuple[tuple[object, str], ...]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in pairs)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def filter_names() -> Mapping[str, str]:
    """What each filter is called, in the form and where the list speaks of it."""
    return _filter_names(current_language())


@lru_cache(maxsize=8)
def _filter_names(language: str) -> Mapping[str, str]:
    return {
        "question": _("Cerca"),
        "state": _("Estat"),
        "assignee": _("Assignat a"),
        "due": _("Termini"),
        "acts": _("Qui ha d'actuar"),
        "procedure": _("Tràmit"),
        "municipality": _("Municipi"),
        "sector": _("Sector"),
        "channel": _("Canal"),
        "since": _("Demanat des del"),
        "until": _("Demanat fins al"),
    }


def due_words() -> dict[str, str]:
    """What the filter by date can ask for, by its value in the address."""
    return {"vencut": _("vençut"), "setmana": _("en set dies")}


def told(asked: Asked, choices: Choices) -> dict[str, str]:
    """Each filter in use in words: what it is called and what it wants."""
    names = filter_names()
    return {name: f"{names[name]}: {_value(name, asked, choices)}" for name in asked.filters.in_use}


def _value(name: str, asked: Asked, choices: Choices) -> str:
    typed = asked.question if name == "question" else asked.typed[NAMES[name]]
    if name == "assignee":
        return _assignee(typed, choices)
    if name == "sector":
        return words(dict(dict(choices.sectors)[typed]))
    if name == "due":
        return due_words()[typed]
    if name in ("since", "until"):
        return short(date.fromisoformat(typed))
    if name == "state" and typed in (OPEN, ARRIVED):
        return _("oberts") if typed == OPEN else _("han enviat documents")
    kind = "who" if name == "acts" else name
    return said(kind)[typed] if kind in CODES else typed


def _assignee(typed: str, choices: Choices) -> str:
    if typed == NOBODY:
        return _("ningú")
    return dict(choices.technicians)[choices.me if typed == MINE and choices.me else int(typed)]


@lru_cache(maxsize=1024)
def days_left(days: int, kind: str, language: str) -> str:
    """How long until a date, in the language of the page, which must be this one.

    `kind` is that of the deadline: `office_may_act` is a first day, others are last ones.
    """
    if kind == "office_may_act":
        return _("ja hi podem actuar") if days <= 0 else _in_days(days)
    if days < 0:
        return str(ngettext("vençut fa %(num)s dia", "vençut fa %(num)s dies", -days))
    return _("avui") if days == 0 else str(ngettext("%(num)s dia", "%(num)s dies", days))


def _in_days(days: int) -> str:
    return str(ngettext("hi podrem actuar d'aquí a %(num)s dia", "hi podrem actuar d'aquí a %(num)s dies", days))


def short(day: date) -> str:
    """`16/05/2025`, as the registry prints it."""
    return f"{day.day:02}/{day.month:02}/{day.year}"
