"""The words by which cases are found: written with every change of a case, and made anew on command."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    bindparam,
    cast,
    column,
    insert,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, aliased

from booking.models import Municipality, Person
from cases.models import Case, CaseSearch, Company
from cases.search_words import index_words

Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])

BATCH = 1_000
"""Cases in one round of making everything anew."""

full_text = table("case_search_fts", column("rowid"), column("case_search_fts"))
"""The full-text table of SQLite."""

_Representative = aliased(Person)

_SEARCHED = (
    Case.number,
    Case.reference,
    Case.registry_entry,
    Case.external_id,
    Person.name,
    _Representative.name,
    Case.company_as_told,
    Company.name,
    Company.nif,
    Municipality.name,
    Case.facts,
    Case.request,
    Case.internal_detail,
)


def reindex(session: Session, case: Case) -> None:
    """Have the case found by what it says now, in the session's transaction."""
    session.flush()
    _write(session, session.execute(_texts().where(Case.id == case.id)).one())


def reindex_where(session: Session, condition: ColumnElement[bool], limit: int | None = None) -> list[int]:
    """The same for all cases of which something is true, such as `Case.company_id == 7`; their ids in order.

    The cases are locked: what somebody else changes meanwhile is not overwritten with what it was before.
    """
    session.flush()
    query = _texts().where(condition).order_by(Case.id).limit(limit).with_for_update(of=Case)
    rows = session.execute(query).all()
    for row in rows:
        _write(session, row)
    return [row[0] for row in rows]


def only_found(query: Q, dialect: str) -> Q:
    """A query of cases with the condition that they have the words of the parameter `question`.

    The database is given the parameter as part of the statement: how it searches must depend on how rare the words are.
    """
    if dialect == "sqlite":
        question = bindparam("question", type_=String)
        has_words = full_text.c.case_search_fts.op("MATCH", is_comparison=True)(question)
        return query.join(full_text, full_text.c.rowid == Case.id).where(has_words)
    question = bindparam("question", type_=String, literal_execute=True)
    has_words = CaseSearch.words.op("@@", is_comparison=True)(cast(question, TSQUERY))
    return query.join(CaseSearch, CaseSearch.case_id == Case.id).where(has_words)


def _texts() -> Select[*tuple[Any, ...]]:
    return (
        select(Case.id, *_SEARCHED)
        .join(Person, Person.id == Case.person_id)
        .join(Municipality, Municipality.ine_code == Case.municipality_id)
        .outerjoin(_Representative, _Representative.id == Case.representative_id)
        .outerjoin(Company, Company.id == Case.company_id)
    )


def _write(session: Session, row: Row[*tuple[Any, ...]]) -> None:
    case_id, *texts = row
    words = index_words(*texts)
    known = update(CaseSearch).where(CaseSearch.case_id == case_id).values(words=words)
    if session.execute(known.execution_options(synchronize_session=False)).rowcount == 0:  # type: ignore[attr-defined]
        session.execute(insert(CaseSearch).values(case_id=case_id, words=words))
