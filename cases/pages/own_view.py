"""A case as its page needs it: read in few statements, whatever has happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy import select

from cases.models import Case, CaseEvent, Deadline
from cases.pages.required import Required, required_of
from cases.pages.words import ACTS, MEANS, WARNED, WARNED_MEANS, happened
from cases.requirements import stop_of_today
from cases.states import STATES
from cases.wording import word
from database import db


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
    clock_stands_still: bool
    """Our time to resolve does not run now."""
    acts: str
    """Code: consumer, office, company, board or nobody."""
    acts_words: str
    due_on: date | None
    provisional: bool
    """The date counts from a communication that was sent and not opened yet."""
    company_answers_on: date | None
    office_may_act_on: date | None
    company_is_late: bool
    """The day on which the company should have answered lies behind."""
    required: Required | None
    """What was formally asked for and has not all come."""
    sends_papers: bool
    """It is for the person to act, and by papers."""
    has_sent: bool
    """Papers have come since they were asked for; whether they are all of them, the office says."""
    events: tuple[Happened, ...]
    is_open: bool

    @classmethod
    def of(cls, case: Case, today: date) -> Self:
        """`today` is the office's day."""
        acts = STATES[case.state].who_acts
        deadlines = {
            one.kind: one
            for one in db.session.scalars(
                select(Deadline).where(Deadline.case_id == case.id, Deadline.ended_at.is_(None)).order_by(Deadline.id)
            )
        }
        counts = deadlines.get(case.next_deadline or "")
        company_answers_on = _due(deadlines, "company_answers")
        events = _events(case.id)
        required = required_of(case)
        is_warned = required is not None and required.purpose == "lapse"
        return cls(
            state=str(WARNED) if is_warned else word("state", case.state),
            means=str(WARNED_MEANS if is_warned else MEANS[case.state]),
            clock_stands_still=bool(case.clock_stopped_on and stop_of_today(db.session(), case, today)),
            acts=acts,
            acts_words=str(ACTS[acts]),
            due_on=case.next_due_on if case.is_open else None,
            provisional=counts is not None and counts.provisional,
            company_answers_on=company_answers_on,
            office_may_act_on=_due(deadlines, "office_may_act"),
            company_is_late=company_answers_on is not None and company_answers_on < today,
            required=required,
            sends_papers=acts == "consumer" and (required is None or required.asks_papers),
            has_sent=_has_sent([one.kind for one in events]),
            events=tuple(Happened(one.happened_at, _what(one.kind, one.details), one.words or "") for one in events),
            is_open=case.is_open,
        )


def _due(deadlines: dict[str, Deadline], kind: str) -> date | None:
    found = deadlines.get(kind)
    return found.due_on if found else None


def _events(case_id: int) -> Sequence[CaseEvent]:
    return db.session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.for_consumer, CaseEvent.of_mediation.is_(False))
        .order_by(CaseEvent.id)
    ).all()


_ABOUT_PAPERS = ("documents_required", "documents_received", "document_infected", "papers_not_all")


def _has_sent(kinds: list[str]) -> bool:
    """Whether the last thing about papers is that some came."""
    about = [kind for kind in kinds if kind in _ABOUT_PAPERS]
    return "documents_required" in about and about[-1] == "documents_received"


def _what(kind: str, details: dict[str, str]) -> str:
    to = details.get("to") if kind == "state_changed" else None
    what = happened(kind, details)
    return f"{what}: {word('state', to)}" if to else what
