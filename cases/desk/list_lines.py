"""A case as the list shows it, and as files of the list hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext

from cases.desk.list_words import CODES, days_left, said, short
from cases.list_statements import Line
from cases.states import STATES
from web.spreadsheets import Cell

URGENT_DAYS = 3
"""A date so near is shown in another colour."""


def _(text: str) -> str:
    return str(gettext(text))


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the page."""

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
    procedures, states, parties = said("procedure"), said("state"), said("who")
    left: dict[tuple[date, str], str] = {}
    for line in lines:
        state = STATES[line.state]
        due, kind = line.next_due_on, line.next_deadline
        if due is not None and (due, kind) not in left:
            left[due, kind] = days_left(due, today, kind)
        yield Shown(
            reference=line.reference,
            number=line.number,
            id=line.external_id or line.reference,
            registry_entry=line.registry_entry or "",
            procedure=procedures[line.procedure],
            company=line.company or line.company_as_told,
            person=line.person,
            municipality=line.municipality,
            requested_on=short(line.requested_at.astimezone(zone)),
            updated_on=short(line.updated_at.astimezone(zone)),
            state=states[line.state],
            is_open=not state.closes,
            state_detail=line.state_detail,
            internal_state=line.internal_state,
            internal_detail=line.internal_detail,
            assignee=line.assignee or "",
            acts="" if state.closes else parties[state.who_acts],
            due="" if due is None or state.closes else left[due, kind],
            due_on="" if due is None or state.closes else short(due),
            due_kind="" if due is None or kind == "office_may_act" else _due_kind((due - today).days),
            destroyed=line.destroyed_at is not None,
        )


def _due_kind(days: int) -> str:
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
            line.requested_at.astimezone(zone),
            line.updated_at.astimezone(zone).date(),
            words["state"][line.state],
            line.state_detail,
            line.internal_state,
            line.internal_detail,
            line.assignee,
            unit,
            line.person,
            words["who"][state.who_acts],
            due,
            None if due is None else (due - today).days,
            line.company or line.company_as_told,
            words["channel"][line.channel],
            line.reference,
        ]
