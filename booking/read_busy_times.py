"""Reading from Outlook when technicians are busy. Publishing (publish_slots.py) then blocks those hours.

Unreadable means unavailable: a mailbox that refuses to be read has no reading any more, and one that is merely out of
reach keeps its last one until that is `timetable.OLDEST_READING` old. No transaction is open while Microsoft is asked;
what was found is stored in a short one afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ScalarResult, delete, insert, select
from sqlalchemy.orm import Session

from booking.models import BusyTime, Office, Technician
from booking.timetable import OLDEST_READING
from database import db, writing
from teams import BusyTime as Found, Graph, GraphProblem, busy_times

Answers = Mapping[str, Sequence[Found] | GraphProblem]
"""By mailbox: what is taken, or why that could not be read."""

Ask = Callable[[Sequence[str], datetime, datetime], Answers]
"""Asks for these mailboxes between two instants. Raises `GraphProblem` when the question itself failed."""

LOOK_AHEAD = OLDEST_READING + timedelta(days=1)
"""How far beyond the horizon we read, so that days published while the reading still counts are in it."""


@dataclass(frozen=True)
class BusyReading:
    """What came of asking for the calendars of one office."""

    read: int
    """Technicians whose calendar was read."""
    problems: dict[int, str]
    """Advice code of the gateway for each technician, by id, whose calendar was not."""


def read_all_busy_times(graph: Graph, asking_mailbox: str, now: datetime) -> dict[int, BusyReading]:
    """Read the calendars of every office, asking in the name of one mailbox. By office id."""
    offices = db.session.scalars(select(Office.id).order_by(Office.id)).all()
    ask = partial(busy_times, graph, asking_mailbox)
    return {office_id: read_busy_times(office_id, ask, now) for office_id in offices}


def read_busy_times(office_id: int, ask: Ask, now: datetime) -> BusyReading:
    """Replace what is known of the calendars of an office's technicians, from now to its horizon.

    A problem with one mailbox, or with all of Microsoft 365, is recorded with the technicians and given back.
    """
    mailboxes, until = _mailboxes(office_id, now)
    if not mailboxes:
        return BusyReading(0, {})
    try:
        answers = ask(list(mailboxes.values()), now, until)
    except GraphProblem as problem:
        return _store_failure(list(mailboxes), problem)
    return _store({technician_id: answers[mailbox] for technician_id, mailbox in mailboxes.items()}, now)


def _mailboxes(office_id: int, now: datetime) -> tuple[dict[int, str], datetime]:
    """Whom to ask for, by technician id, and until when. Leaves no transaction open."""
    session = db.session()
    technicians = session.scalars(Technician.working_for(office_id)).all()
    mailboxes = {technician.id: technician.email for technician in technicians}
    until = session.get_one(Office, office_id).latest_start(now) + LOOK_AHEAD
    session.rollback()
    return mailboxes, until


def _store_failure(technicians: list[int], problem: GraphProblem) -> BusyReading:
    """The question failed, which says nothing about any calendar: the last readings stand while they are young."""
    with writing() as session:
        for technician in _locked(session, technicians):
            technician.busy_problem = problem.advice
    return BusyReading(0, dict.fromkeys(technicians, str(problem.advice)))


def _store(answers: Mapping[int, Sequence[Found] | GraphProblem], now: datetime) -> BusyReading:
    problems: dict[int, str] = {}
    found: list[dict[str, object]] = []
    with writing() as session:
        for technician in _locked(session, answers):
            answer = answers[technician.id]
            if isinstance(answer, GraphProblem):
                problems[technician.id] = technician.busy_problem = str(answer.advice)
                if not answer.retryable:
                    technician.busy_read_at = None
                continue
            technician.busy_read_at, technician.busy_problem = now, None
            found += [
                {"technician_id": technician.id, "starts_at": entry.starts_at, "ends_at": entry.ends_at}
                for entry in answer
            ]
        session.execute(delete(BusyTime).where(BusyTime.technician_id.in_(answers.keys() - problems.keys())))
        if found:
            session.execute(insert(BusyTime), found)
    return BusyReading(len(answers) - len(problems), problems)


def _locked(session: Session, technicians: Iterable[int]) -> ScalarResult[Technician]:
    """Two readings at once come one after the other: both together would store every entry twice."""
    return session.scalars(
        select(Technician)
        .where(Technician.id.in_(list(technicians)))
        .order_by(Technician.id)
        .with_for_update(key_share=True)
    )
