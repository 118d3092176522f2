"""The statements of the list of cases. Each is made once for the filters that it has; their values are parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal_column, select, tuple_

from booking.models import Municipality, Person, Technician
from cases.list_filters import CONDITIONS
from cases.models import Case, Company
from cases.search_index import full_text, only_found

Order = Literal["opened", "found", "asked", "due"]
"""`opened`: the last one first. `found`: likewise, by the number of its row, for that is how a full-text index gives
them. `asked`: whoever asked last first. `due`: the most urgent first."""

Line = Row[*tuple[Any, ...]]
"""See `COLUMNS`."""

COLUMNS = (
    Case.id,
    Case.reference,
    Case.number,
    Case.external_id,
    Case.registry_entry,
    Case.procedure,
    Case.channel,
    Case.requested_at,
    Case.updated_at,
    Case.state,
    Case.state_detail,
    Case.internal_state,
    Case.internal_detail,
    Case.papers_arrived_at,
    Case.next_deadline,
    Case.next_due_on,
    Case.destroyed_at,
    Case.opened_at,
    Case.company_as_told,
    Company.name.label("company"),
    Municipality.name.label("municipality"),
    Person.name.label("person"),
    Technician.name.label("assignee"),
)


_EDGES: Final[Mapping[Order, tuple[str, ...]]] = {
    "opened": ("opened_at", "id"),
    "found": ("id",),
    "asked": ("requested_at", "id"),
    "due": ("next_due_on", "id"),
}
"""What tells the place of a case in each order."""


def edge_at(order: Order, line: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The parameters with which the list goes on after this case, or ends before it."""
    return {f"edge_{name}": getattr(line, name) for name in _EDGES[order]}


@lru_cache(maxsize=256)
def reading(
    names: frozenset[str], order: Order, dialect: str, placed: bool, backwards: bool, limit: int, most: int | None
) -> Select[*tuple[Any, ...]]:
    """So many lines with the filters of these names; `placed`: beyond an edge (see `edge_at`).

    With `most`, each line also has how many there are without the edge, up to `most` + 1, as `total`: a question less.
    """
    columns = _columns(order, dialect)
    shown = (
        COLUMNS if most is None else (*COLUMNS, counting(names, order, dialect, most).scalar_subquery().label("total"))
    )
    descending = (order != "due") != backwards
    # Outer joins although all have one: SQLite would else begin with whichever table it takes for the smallest.
    query = (
        _narrowed(select(*shown), names, dialect)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Municipality, Municipality.ine_code == Case.municipality_id)
        .outerjoin(Company, Company.id == Case.company_id)
        .outerjoin(Technician, Technician.id == Case.assignee_id)
        .order_by(*(column.desc() if descending else column.asc() for column in columns))
        .limit(literal_column(str(limit)))
    )
    if placed:
        here = tuple_(*columns)
        edge = tuple_(*(bindparam(f"edge_{name}", type_=getattr(Case, name).type) for name in _EDGES[order]))
        query = query.where(here < edge if descending else here > edge)
    return query


@lru_cache(maxsize=256)
def counting(names: frozenset[str], order: Order, dialect: str, most: int | None) -> Select[int]:
    """How many lines there are, up to `most` + 1."""
    query = _narrowed(select(literal_column("1")), names, dialect)
    if most is not None:
        # In the order of the page, so that SQLite goes by the same index.
        columns = _columns(order, dialect)
        query = query.order_by(*(column.desc() for column in columns)).limit(literal_column(str(most + 1)))
    return select(func.count()).select_from(query.subquery())


def _narrowed(query: Select[*tuple[Any, ...]], names: frozenset[str], dialect: str) -> Select[*tuple[Any, ...]]:
    query = query.select_from(Case).where(_office(names, dialect) == bindparam("office"))
    if "question" in names:
        query = only_found(query, dialect)
    for name in names & CONDITIONS.keys():
        query = query.where(*CONDITIONS[name])
    return query


def _office(names: frozenset[str], dialect: str) -> ColumnElement[int]:
    if "question" in names and dialect == "sqlite":
        # A search must begin with the words: a sum keeps SQLite from beginning with an index of all cases.
        return Case.office_id + 0
    return Case.office_id.expression


def _columns(order: Order, dialect: str) -> list[ColumnElement[Any]]:
    if order == "found" and dialect == "sqlite":
        return [full_text.c.rowid]
    return [getattr(Case, name) for name in _EDGES[order]]
