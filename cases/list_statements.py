"""The statements of the list of cases. Each is made once for the filters that it has; their values are parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Row,
    Select,
    UnaryExpression,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)

from booking.models import Municipality, Person, Technician
from cases.list_filters import CONDITIONS
from cases.models import Case, Company
from cases.search_index import full_text, only_found

Order = Literal["opened", "found", "asked", "due"]
"""`opened`: the last one first. `found`: likewise, by the number of its row, for that is how a full-text index gives
them. `asked`: whoever asked last first. `due`: the most urgent first."""


class Line(NamedTuple):
    """A case as the list reads it: what `COLUMNS` ask for, in their order."""

    id: int
    reference: str
    number: str
    external_id: str | None
    registry_entry: str | None
    procedure: str
    channel: str
    requested_at: datetime
    updated_at: datetime
    state: str
    state_detail: str
    internal_state: str
    internal_detail: str
    papers_arrived_at: datetime | None
    next_deadline: str | None
    next_due_on: date | None
    destroyed_at: datetime | None
    opened_at: datetime
    company_as_told: str
    company: str | None
    municipality: str
    person: str
    assignee: str | None


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


def edge_at(order: Order, line: Line | Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The parameters with which the list goes on after this case, or ends before it."""
    return {f"edge_{name}": getattr(line, name) for name in _EDGES[order]}


class Part(NamedTuple):
    """Which part of which list is wanted: what a statement is made for."""

    names: frozenset[str]
    """Of the filters, see `CONDITIONS`; `question` if it is a search as well."""
    order: Order
    dialect: str
    limit: int
    placed: bool = False
    """Beyond an edge (see `edge_at`), and not from the beginning on."""
    backwards: bool = False
    most: int | None = None
    """Each line has how many there are from the beginning on, up to `most` + 1, as `total`: a question less."""


@lru_cache(maxsize=256)
def finding(part: Part) -> Select[*tuple[Any, ...]]:
    """Which cases: only `id`, in order, and `total`. What their lines show is read by `reading_these`.

    So nothing wide is sorted or joined for lines that nobody sees; and of a search, for which PostgreSQL thinks anew
    each time, there are two tables to think about and not six. Where page and number begin with the same case, the
    cases are found once for both.
    """
    if part.placed or part.most is None:
        return _part(_narrowed(select(Case.id, *_total(part)), part), part)
    keys = [getattr(Case, name) for name in _EDGES[part.order]]
    found = _part(_narrowed(select(*keys), part), part._replace(limit=part.most + 1)).cte("found")
    total = select(func.count()).select_from(found).scalar_subquery().label("total")
    keys = [found.c[name] for name in _EDGES[part.order]]
    return select(found.c.id, total).order_by(*_directed(keys, part)).limit(_number(part.limit))


@lru_cache(maxsize=2)
def reading_these(dialect: str) -> Select[*tuple[Any, ...]]:
    """The lines of the cases whose ids are the parameter `ids`, a list, in no order."""
    if dialect == "postgresql":  # one parameter, so that one plan does for all lengths
        wanted = Case.id == any_(bindparam("ids", type_=ARRAY(Integer)))
    else:
        wanted = Case.id.in_(bindparam("ids", expanding=True))
    # Outer joins although all have one: SQLite would else begin with whichever table it takes for the smallest.
    return (
        select(*COLUMNS)
        .where(wanted)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Municipality, Municipality.ine_code == Case.municipality_id)
        .outerjoin(Company, Company.id == Case.company_id)
        .outerjoin(Technician, Technician.id == Case.assignee_id)
    )


@lru_cache(maxsize=256)
def counting(part: Part) -> Select[int]:
    """How many lines there are from the beginning on, up to `most` + 1; its place and its limit play no part."""
    query = _narrowed(select(literal_column("1")), part)
    if part.most is not None:
        # In the order of the page, so that SQLite goes by the same index.
        query = _part(query, part._replace(placed=False, backwards=False, limit=part.most + 1))
    return select(func.count()).select_from(query.subquery())


def _total(part: Part) -> tuple[ColumnElement[int], ...]:
    return () if part.most is None else (counting(part).scalar_subquery().label("total"),)


def _narrowed(query: Select[*tuple[Any, ...]], part: Part) -> Select[*tuple[Any, ...]]:
    query = query.select_from(Case).where(_office(part) == bindparam("office"))
    if "question" in part.names:
        query = only_found(query, part.dialect)
    for name in part.names & CONDITIONS.keys():
        query = query.where(*CONDITIONS[name])
    return query


def _part(query: Select[*tuple[Any, ...]], part: Part) -> Select[*tuple[Any, ...]]:
    keys: list[ColumnElement[Any]] = [getattr(Case, name) for name in _EDGES[part.order]]
    if part.order == "found" and part.dialect == "sqlite":
        keys = [full_text.c.rowid]
    query = query.order_by(*_directed(keys, part)).limit(_number(part.limit))
    if part.placed:
        here = tuple_(*keys)
        edge = tuple_(*(bindparam(f"edge_{name}", type_=getattr(Case, name).type) for name in _EDGES[part.order]))
        query = query.where(here < edge if _descends(part) else here > edge)
    return query


def _directed(keys: Iterable[ColumnElement[Any]], part: Part) -> Iterator[UnaryExpression[Any]]:
    for key in keys:
        yield key.desc() if _descends(part) else key.asc()


def _descends(part: Part) -> bool:
    return (part.order != "due") != part.backwards


def _number(limit: int) -> ColumnElement[int]:
    """Written into the statement: which way the database takes depends on it."""
    return literal_column(str(limit))


def _office(part: Part) -> ColumnElement[int]:
    if "question" in part.names and part.dialect == "sqlite":
        # A search must begin with the words: a sum keeps SQLite from beginning with an index of all cases.
        return Case.office_id + 0
    return Case.office_id.expression
