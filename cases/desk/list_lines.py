"""A case as the list shows it, and as files of the list hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from flask_babel import gettext
from markupsafe import escape

from cases.desk.list_words import CODES, cell_words, days_left, said, said_in, short
from cases.list_statements import Line
from cases.states import STATES, who_acts
from web.dates import as_known
from web.languages import current_language
from web.spreadsheets import Cell

URGENT_DAYS = 3
"""A date so near is shown in another colour."""


def _(text: str) -> str:
    return str(gettext(text))


MOST_KEPT = 512
"""Lines of ten pages: about a megabyte."""


class Shown(NamedTuple):
    """One line of the page. All of it is HTML, escaped: the template prints it as it is."""

    reference: str
    number: str
    cells: str
    """The line, but for the box to tick it."""


def shown(lines: Iterable[Line], today: date, zone: ZoneInfo, root: str) -> list[Shown]:
    """The lines in the words of the page; `today` on the office's clock, `root` the address of the list.

    The same cases are looked at again and again, so a line is made once for all that it says: what changes is another
    one. Nobody is shown a line that was not read from the database for this very page.
    """
    language = current_language()
    return [_shown(line, today, zone, root, language) for line in lines]


@lru_cache(maxsize=MOST_KEPT)
def _shown(line: Line, today: date, zone: ZoneInfo, root: str, language: str) -> Shown:
    state = STATES[line.state]
    due, due_on, due_kind = _NO_DATE if state.closes else _date(line, today, language)
    cells = get_template_attribute("cases/list_line.html", "cells")(
        cell_words(language),
        f"{root}/{line.reference}",
        line,
        said_in(language, "procedure")[line.procedure],
        said_in(language, "state")[line.state],
        short(line.requested_at.astimezone(zone)),
        short(line.updated_at.astimezone(zone)),
        not state.closes,
        "" if state.closes else said_in(language, "who")[who_acts(line.state, line.papers_arrived_at)],
        due,
        due_on,
        due_kind,
    )
    return Shown(str(escape(line.reference)), str(escape(line.number)), str(cells))


_NO_DATE = ("", "", "")


def _date(line: Line, today: date, language: str) -> tuple[str, str, str]:
    """How long until the date, the date itself, and how near it is."""
    due, kind = line.next_due_on, line.next_deadline
    if due is None or kind is None:
        return _NO_DATE
    days = (due - today).days
    return days_left(days, kind, language), short(due), _due_kind(days, kind)


def _due_kind(days: int, kind: str) -> str:
    if kind == "office_may_act":
        return ""
    if days < 0:
        return "late"
    return "near" if days <= URGENT_DAYS else ""


def head() -> list[str]:
    """The columns of a file: those of the registry, then ours."""
    return [
        _("ID"),
        _("Nom tràmit"),
        _("Registre"),
        _("Expedient"),
        _("Classificació"),
        _("Data petició"),
        _("Data actualització"),
        _("Estat petició"),
        _("Detall estat"),
        _("Estat intern"),
        _("Detall estat intern"),
        _("Usuari assignat"),
        _("Orgànic"),
        _("Nom interessat"),
        _("Qui ha d'actuar"),
        _("Termini"),
        _("Dies que queden"),
        _("Empresa"),
        _("Canal"),
        _("Referència"),
    ]


def rows(lines: Iterable[Line], today: date, zone: ZoneInfo, unit: str) -> Iterator[list[Cell]]:
    """The lines of a file, under `head`, in the language of the request that asks now, whenever they are read.

    `unit`: the office's organic unit.
    """
    return _rows(lines, today, zone, unit, {kind: said(kind) for kind in CODES})


def _rows(
    lines: Iterable[Line], today: date, zone: ZoneInfo, unit: str, words: Mapping[str, Mapping[str, str]]
) -> Iterator[list[Cell]]:
    for line in lines:
        state = STATES[line.state]
        due = None if state.closes else line.next_due_on
        yield [
            line.external_id or line.reference,
            words["procedure"][line.procedure],
            line.registry_entry,
            line.number,
            line.municipality,
            as_known(line.requested_at.astimezone(zone)),
            line.updated_at.astimezone(zone).date(),
            words["state"][line.state],
            line.state_detail,
            line.internal_state,
            line.internal_detail,
            line.assignee,
            unit,
            line.person,
            words["who"][who_acts(line.state, line.papers_arrived_at)],
            due,
            None if due is None else (due - today).days,
            line.company or line.company_as_told,
            words["channel"][line.channel],
            line.reference,
        ]
