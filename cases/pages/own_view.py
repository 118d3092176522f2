"""A case as its page needs it: read in few statements, whatever has happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy import select

from cases.document_words import document_word
from cases.models import Case, CaseEvent, Deadline, Requirement
from cases.pages.words import ACTS, MEANS, happened
from cases.states import STATES
from cases.wording import word
from database import db

SHOWN_DEADLINES = ("company_answers", "office_may_act")
"""Dates of the claim to the company that the person is shown beside the one that counts now."""


@dataclass(frozen=True)
class Happened:
    """One line of what happened. `said` is what somebody wrote to the person; shown after the second check only."""

    when: datetime
    what: str
    said: str


@dataclass(frozen=True)
class OwnCase:
    """Where the case is, who must act, until when, and what happened."""

    state: str
    means: str
    acts: str
    """Code: consumer, office, company, board or nobody."""
    acts_words: str
    due_on: date | None
    provisional: bool
    """The date counts from a communication that was sent and not opened yet."""
    company_answers_on: date | None
    office_may_act_on: date | None
    wanted: tuple[str, ...]
    """What was formally asked for and has not all come, in words."""
    events: tuple[Happened, ...]
    is_open: bool

    @classmethod
    def of(cls, case: Case, now: datetime) -> Self:
        acts = STATES[case.state].who_acts
        deadlines = {
            one.kind: one
            for one in db.session.scalars(
                select(Deadline).where(Deadline.case_id == case.id, Deadline.ended_at.is_(None)).order_by(Deadline.id)
            )
        }
        counts = deadlines.get(case.next_deadline or "")
        return cls(
            state=word("state", case.state),
            means=str(MEANS[case.state]),
            acts=acts,
            acts_words=str(ACTS[acts]),
            due_on=case.next_due_on if case.is_open else None,
            provisional=counts is not None and counts.provisional,
            company_answers_on=_due(deadlines, "company_answers"),
            office_may_act_on=_due(deadlines, "office_may_act"),
            wanted=_wanted(case.id),
            events=_events(case.id),
            is_open=case.is_open,
        )


def _due(deadlines: dict[str, Deadline], kind: str) -> date | None:
    found = deadlines.get(kind)
    return found.due_on if found else None


def _wanted(case_id: int) -> tuple[str, ...]:
    kinds = db.session.scalars(
        select(Requirement.document_kinds).where(
            Requirement.case_id == case_id, Requirement.met_at.is_(None), Requirement.resolved_at.is_(None)
        )
    ).all()
    return tuple(document_word(kind) for kind in dict.fromkeys(kind for asked in kinds for kind in asked))


def _events(case_id: int) -> tuple[Happened, ...]:
    rows = db.session.execute(
        select(CaseEvent.happened_at, CaseEvent.kind, CaseEvent.details, CaseEvent.words)
        .where(CaseEvent.case_id == case_id, CaseEvent.for_consumer, CaseEvent.of_mediation.is_(False))
        .order_by(CaseEvent.id)
    )
    return tuple(Happened(when, _what(kind, details), words or "") for when, kind, details, words in rows)


def _what(kind: str, details: dict[str, str]) -> str:
    to = details.get("to") if kind == "state_changed" else None
    return f"{happened(kind)}: {word('state', to)}" if to else happened(kind)
