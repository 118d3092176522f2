"""The filters of the list in its address, and back: whoever keeps the address has saved the search.

Words that somebody searches for may name a person, and no address has them: there they have a key, which the browser's
own cookie explains (cases/desk/searches.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from booking.find_municipality import find
from booking.models import Office, Technician
from cases.deadline_kinds import Party
from cases.list_filters import Filters
from cases.models import CHANNELS, PROCEDURES, STATES, Sector
from cases.search_words import Question
from forms.fields import line
from kept import kept

NAMES: Final[Mapping[str, str]] = {
    "question": "q",
    "state": "estat",
    "assignee": "assignat",
    "due": "termini",
    "acts": "actua",
    "procedure": "tramit",
    "municipality": "municipi",
    "sector": "sector",
    "channel": "canal",
    "since": "des",
    "until": "fins",
}
"""Of each filter, its name in the address."""

PARTIES: Final[tuple[Party, ...]] = ("office", "consumer", "company", "board", "nobody")
DUE: Final = {"vencut": "late", "setmana": "soon"}
OPEN, ARRIVED, MINE, NOBODY = "oberts", "arribats", "jo", "ningu"

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Dates of other years are typing mistakes."""


@dataclass(frozen=True)
class Choices:
    """What of an office can be chosen. Plain tuples: the form is made once for each of them."""

    technicians: tuple[tuple[int, str], ...]
    """Those who work here, and those who have left: their cases are still theirs."""
    working: tuple[tuple[int, str], ...]
    """Those who work here."""
    sectors: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Code, and names by language."""
    unit: str
    """The office's organic unit."""
    me: int | None = None
    """The technician who is asking."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    filters: Filters
    typed: Mapping[str, str]
    """What stands in it, by name in the address: the form shows it again, and links carry it along."""
    question: str
    """The words that are searched for."""
    not_understood: tuple[str, ...]
    """Filters that have a value of which nothing can be made; they narrow nothing."""


def choices_of(session: Session, office_id: int, me: int | None, now: datetime) -> Choices:
    """They change now and then, and every page of the list asks for them."""
    return replace(kept(session, ("choices of cases", office_id), now, lambda: _choices(session, office_id)), me=me)


_TECHNICIANS = (
    select(Technician.id, Technician.name, Technician.left_at)
    .where(Technician.office_id == bindparam("office"))
    .order_by(Technician.name)
)
_SECTORS = select(Sector.code, Sector.names).order_by(Sector.position)
_UNIT = select(Office.organic_unit).where(Office.id == bindparam("office"))


def _choices(session: Session, office_id: int) -> Choices:
    connection, office = session.connection(), {"office": office_id}
    technicians = connection.execute(_TECHNICIANS, office).all()
    return Choices(
        technicians=tuple((number, name) for number, name, _ in technicians),
        working=tuple((number, name) for number, name, left_at in technicians if left_at is None),
        sectors=tuple((code, tuple(names.items())) for code, names in connection.execute(_SECTORS)),
        unit=connection.scalars(_UNIT, office).one(),
    )


def typed_in(args: Mapping[str, str]) -> dict[str, str]:
    """What stands in an address or comes from the form, by name; without what is empty."""
    return {name: value for name in NAMES.values() if name in args and (value := line(args[name]))}


def read(session: Session, args: Mapping[str, str], choices: Choices, words_of: Callable[[str], str]) -> Asked:
    """The filters of an address; `words_of` gives the words that a key stands for."""
    typed = typed_in(args)
    question = words_of(typed.get(NAMES["question"], ""))
    values = typed | ({NAMES["question"]: question} if NAMES["question"] in typed else {})
    found = {
        filter_: READERS[filter_](session, values[name], choices) for filter_, name in NAMES.items() if name in values
    }
    not_understood = tuple(filter_ for filter_, value in found.items() if value is None)
    return Asked(Filters(**found), typed, question, not_understood)


def _one_of(codes: tuple[str, ...], **others: str) -> Callable[[Session, str, Choices], str | None]:
    return lambda session, typed, choices: others.get(typed) or (typed if typed in codes else None)


def _municipality(session: Session, typed: str, choices: Choices) -> str | None:
    place = find(session, typed).exact
    return None if place is None else place.ine_code


def _assignee(session: Session, typed: str, choices: Choices) -> object:
    if typed == MINE:
        return choices.me
    if typed == NOBODY:
        return "nobody"
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    return number if number in dict(choices.technicians) else None


def _sector(session: Session, typed: str, choices: Choices) -> str | None:
    return typed if typed in dict(choices.sectors) else None


def _day(session: Session, typed: str, choices: Choices) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


READERS: Final[Mapping[str, Callable[[Session, str, Choices], Any]]] = {
    "question": lambda session, typed, choices: Question.of(typed),
    "state": _one_of(STATES, **{OPEN: "open", ARRIVED: "arrived"}),
    "assignee": _assignee,
    "due": _one_of((), **DUE),
    "acts": _one_of(PARTIES),
    "procedure": _one_of(PROCEDURES),
    "municipality": _municipality,
    "sector": _sector,
    "channel": _one_of(CHANNELS),
    "since": _day,
    "until": _day,
}
"""Of each filter, how its value is read; None for one of which nothing can be made."""
