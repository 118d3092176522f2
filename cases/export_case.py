"""A whole case, to be given to another body or kept elsewhere: its data and its numbered index (Ley 39/2015, 70.2).

What is no part of a case file is not in it: internal notes and the office's own remarks (70.4). The mediation is there
for those who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.as_json import columns_of
from cases.errors import CaseDestroyed
from cases.models import Case, CaseEvent, ClockStop, Deadline, Requirement, Resolution
from cases.papers.place import Place
from cases.papers.read_papers import Paper, papers_at
from cases.read_file import CaseFile, read_file
from database import writing
from staff.audit import note

REMARKS = ("internal_state", "internal_detail", "hold_reason")
"""Columns of a case that only the office reads."""

EXPLANATIONS = ("state_explained", "procedure_explained", "extension_explained")
"""Kinds of events that are nothing but words for the office: why it did what the event beside them tells."""

HOLD = "held"
"""An event whose words are `hold_reason`."""


@dataclass(frozen=True)
class Entry:
    """A paper in the index."""

    number: int
    paper: Paper

    @property
    def path(self) -> str | None:
        """Where it lies in the archive, if its bytes are to be given."""
        if not self.paper.can_be_opened:
            return None
        return f"documents/{self.number:03} {self.paper.document.file_name}"


def file_to_give(session: Session, case: Case, member_id: int) -> CaseFile:
    """The file as this member may see it, without what is no part of it."""
    read = read_file(session, case, member_id)
    return replace(read, notes=[], events=events_to_give(read.events))


def events_to_give(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """The history without the words that only the office reads."""
    return [_without_words(one) if one.kind == HOLD else one for one in events if one.kind not in EXPLANATIONS]


def _without_words(event: CaseEvent) -> CaseEvent:
    """A copy, which is no row: nothing of it is stored."""
    columns = {column.key: getattr(event, column.key) for column in CaseEvent.__mapper__.column_attrs}
    return CaseEvent(**columns | {"words": None})


def entries_of(session: Session, read: CaseFile) -> list[Entry]:
    """The papers that whoever read the file may see, numbered in the order in which they came."""
    papers = papers_at(session, Place(case_id=read.case.id))
    seen = [paper for paper in papers if read.sees_mediation or not paper.document.of_mediation]
    return [Entry(number, paper) for number, paper in enumerate(seen, start=1)]


def data_of(session: Session, read: CaseFile) -> dict[str, Any]:
    """What is known of the case, as JSON values."""
    case = read.case
    return {
        "case": columns_of(case, *REMARKS),
        "office": case.office.name,
        "organic_unit": case.office.organic_unit,
        "municipality": case.municipality.name,
        "person": columns_of(case.person),
        "representative": columns_of(case.representative) if case.representative else None,
        "company": columns_of(case.company, "name_folded") if case.company else None,
        "assignee": case.assignee.name if case.assignee else None,
        "deadlines": _rows(session, Deadline, case.id),
        "requirements": _rows(session, Requirement, case.id),
        "resolutions": _rows(session, Resolution, case.id),
        "clock_stops": _rows(session, ClockStop, case.id),
        "appointments": [
            {"reference": one.reference, "starts_at": one.starts_at.isoformat()} for one in read.appointments
        ],
        "letters": [columns_of(letter, "message_id", "problem") for letter in read.letters],
        "events": [columns_of(event) for event in read.events],
    }


def note_export(case_id: int, papers: int, with_mediation: bool, member_id: int, now: datetime) -> None:
    """Record who takes the whole case, and how many papers of it. Raises CaseDestroyed."""
    with writing() as session:
        case = session.get_one(Case, case_id)
        if case.destroyed_at is not None:
            raise CaseDestroyed(case.destroyed_at, case.destroyed_by_rule)
        after = {"documents": papers, "mediation": with_mediation}
        note(session, member_id, "case_exported", case, now, after=after)


def _rows(session: Session, table: Any, case_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(select(table).where(table.case_id == case_id).order_by(table.id))
    return [columns_of(row) for row in rows]
