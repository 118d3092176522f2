"""A case as the list shows it, and as files of the list hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext
from markupsafe import escape

from cases.desk.list_words import CODES, days_left, escaped, said, short
from cases.list_statements import Line
from cases.states import STATES, who_acts
from web.dates import as_known
from web.spreadsheets import Cell

URGENT_DAYS = 3
"""A date so near is shown in another colour."""


def _(text: str) -> str:
    return str(gettext(text))


class Shown(NamedTuple):
    """One line of the page. All of it is escaped: the template prints a thousand of these words as they are."""

    reference: str
    number: str
    id: str
    registry_entry: str
    procedure: str
    company: str
    person: str
    municipality: str
    requested_on: str
    updated_on: str
    state: str
    is_open: bool
    state_detail: str
    internal_state: str
    internal_detail: str
    assignee: str
    acts: str
    due: str
    due_on: str
    due_kind: str
    """late, near, or nothing."""
    destroyed: bool


def shown(lines: Iterable[Line], today: date, zone: ZoneInfo) -> Iterator[Shown]:
    """The lines in the words of the page; `today` on the office's clock."""
    procedures, states, parties = escaped("procedure"), escaped("state"), escaped("who")
    for line in lines:
        state = STATES[line.state]
        due, due_on, due_kind = _NO_DATE if state.closes else _date(line.next_due_on, line.next_deadline, today)
        yield Shown(
            line.reference,
            _safe(line.number),
            _safe(line.external_id) or line.reference,
            _safe(line.registry_entry),
            procedures[line.procedure],
            _safe(line.company or line.company_as_told),
            _safe(line.person),
            _safe(line.municipality),
            short(line.requested_at.astimezone(zone)),
            short(line.updated_at.astimezone(zone)),
            states[line.state],
            not state.closes,
            _safe(line.state_detail),
            _safe(line.internal_state),
            _safe(line.internal_detail),
            _safe(line.assignee),
            "" if state.closes else parties[who_acts(line.state, line.papers_arrived_at)],
            due,
            due_on,
            due_kind,
            line.destroyed_at is not None,
        )


_NO_DATE = ("", "", "")


_SPECIAL = re.compile("[&<>'\"]").search


def _safe(text: str | None) -> str:
    if not text:
        return ""
    return str(escape(text)) if _SPECIAL(text) else text


def _date(due: date | None, kind: str | None, today: date) -> tuple[str, str, str]:
    """How long until the date, the date itself, and how near it is."""
    if due is None or kind is None:
        return _NO_DATE
    return str(escape(days_left(due, today, kind))), short(due), _due_kind((due - today).days, kind)


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
