"""The list of cases: a page of it, how many there are, and which filter leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.list_filters import Filters
from cases.list_statements import Line, Order, Part, counting, edge_at, finding, reading_these
from cases.models import Case

PAGE = 50
"""Cases on a page."""

MOST_COUNTED = 1_000
"""Beyond that the list says "more than": counting everything would cost more than the page."""

BATCH = 1_000
"""Cases read at a time when all of them are wanted."""


@dataclass(frozen=True)
class Wanted:
    """A list that somebody wants: of which office, with which filters, seen on which day."""

    office_id: int
    filters: Filters
    today: date
    """On the office's clock."""
    zone: ZoneInfo

    @property
    def order(self) -> Order:
        """By what is asked for: the most urgent first, who asked last, or what was opened last."""
        if self.filters.due is not None:
            return "due"
        if self.filters.question is not None:
            return "found"
        return "opened" if self.filters.since is None and self.filters.until is None else "asked"


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this case, or, backwards, before it."""

    reference: str
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """A page of the list."""

    lines: list[Line]
    total: int
    """`MOST_COUNTED` + 1 stands for more than `MOST_COUNTED`."""
    more_before: bool
    more_after: bool


class PlaceGone(Exception):
    """There is no such case in this office, or nothing beyond it: somebody made the address up, or changed a filter."""


def read_page(session: Session, wanted: Wanted, place: Place | None = None, limit: int = PAGE) -> Page:
    """A page of up to `limit` cases. Raises PlaceGone."""
    backwards = place is not None and place.backwards
    edge = {} if place is None else _edge(session, wanted, place)
    lines, total = _lines(session, wanted, edge, backwards, limit + 1, MOST_COUNTED)
    if place is not None and not lines:
        raise PlaceGone
    more = len(lines) > limit
    lines = lines[:limit]
    if backwards:
        lines.reverse()
    return Page(lines, total, more if backwards else place is not None, backwards or more)


def read_all(session: Session, wanted: Wanted) -> Iterator[Line]:
    """All cases of the list, some at a time: the memory does not grow, and no transaction stays open meanwhile.

    What changes while it is read is read as it is by then; no case comes twice.
    """
    edge: dict[str, Any] = {}
    while lines := _lines(session, wanted, edge, False, BATCH)[0]:
        session.rollback()
        yield from lines
        edge = edge_at(wanted.order, lines[-1])


def count(session: Session, wanted: Wanted, most: int | None = MOST_COUNTED) -> int:
    """How many cases there are; `most` + 1 for more than `most`."""
    parameters = _parameters(session, wanted)
    part = Part(frozenset(parameters), wanted.order, _dialect(session), limit=0, most=most)
    return session.connection().scalar(counting(part), parameters) or 0


def what_empties_it(session: Session, wanted: Wanted) -> list[tuple[str, int]]:
    """Of a list with nothing in it: each filter, and how many there would be (see `count`) without that one."""
    return [
        (name, count(session, replace(wanted, filters=wanted.filters.without(name)))) for name in wanted.filters.in_use
    ]


def _lines(
    session: Session, wanted: Wanted, edge: Mapping[str, Any], backwards: bool, limit: int, most: int | None = None
) -> tuple[list[Line], int]:
    """So many lines, and how many there are; nought without `most`."""
    parameters = _parameters(session, wanted)
    dialect = _dialect(session)
    part = Part(frozenset(parameters), wanted.order, dialect, limit, bool(edge), backwards, most)
    # By the connection: rows of columns need nothing of what a session does for objects, and it costs a third.
    connection = session.connection()
    found = connection.execute(finding(part), {**parameters, **edge}).all()
    if not found:
        return [], 0
    ids = [row[0] for row in found]
    lines = {row[0]: Line._make(row) for row in connection.execute(reading_these(dialect), {"ids": ids}).all()}
    return [lines[one] for one in ids], 0 if most is None else found[0].total


def _parameters(session: Session, wanted: Wanted) -> dict[str, Any]:
    filters = wanted.filters
    found = {"office": wanted.office_id, **filters.parameters(wanted.today, wanted.zone)}
    if filters.question is not None:
        found["question"] = filters.question.written_for(_dialect(session))
    return found


def _edge(session: Session, wanted: Wanted, place: Place) -> dict[str, Any]:
    case = session.execute(
        select(Case.id, Case.opened_at, Case.requested_at, Case.next_due_on).where(
            Case.reference == place.reference.upper(), Case.office_id == wanted.office_id
        )
    ).first()
    if case is None or (wanted.order == "due" and case.next_due_on is None):
        raise PlaceGone
    return edge_at(wanted.order, case)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
