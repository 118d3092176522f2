"""Busy time in Outlook calendars (Graph reference: "calendar: getSchedule")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .graph import Graph
from .problems import Advice, GraphProblem
from .values import invalid_answer, moment_from_graph, moment_to_graph, objects_from_graph

MOST_MAILBOXES = 20
LONGEST_WINDOW = timedelta(days=62)

NOT_BLOCKING = frozenset({"free", "workingElsewhere"})


@dataclass(frozen=True, order=True)
class BusyTime:
    """Time (UTC) in which the owner of the calendar is not to be booked."""

    starts_at: datetime
    ends_at: datetime
    status: str
    """`busy`, `tentative`, `oof`, or another word of Graph's that does not say free."""


def busy_times(
    graph: Graph, asking_mailbox: str, mailboxes: Sequence[str], starts_at: datetime, ends_at: datetime
) -> dict[str, list[BusyTime] | GraphProblem]:
    """For each mailbox (an SMTP address) what is taken between the two moments, in order; entries are not clipped.

    A mailbox that could not be read has its problem instead: it is unknown, not free. Raises `GraphProblem` when the
    question itself failed.
    """
    found: dict[str, set[BusyTime]] = {mailbox: set() for mailbox in mailboxes}
    problems: dict[str, GraphProblem] = {}
    for start in range(0, len(mailboxes), MOST_MAILBOXES):
        group = mailboxes[start : start + MOST_MAILBOXES]
        for window in _windows(starts_at, ends_at):
            schedules = _schedules(graph, asking_mailbox, group, *window)
            for mailbox in group:
                try:
                    found[mailbox].update(_blocking(schedules.get(mailbox.lower())))
                except GraphProblem as problem:
                    problems[mailbox] = problem
    return {mailbox: problems.get(mailbox) or sorted(found[mailbox]) for mailbox in mailboxes}


def _windows(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    while starts_at < ends_at:
        until = min(starts_at + LONGEST_WINDOW, ends_at)
        yield starts_at, until
        starts_at = until


def _schedules(
    graph: Graph, asking_mailbox: str, mailboxes: Sequence[str], starts_at: datetime, ends_at: datetime
) -> dict[str, Mapping[str, Any]]:
    answer = graph.ask(
        "users",
        asking_mailbox,
        "calendar",
        "getSchedule",
        json={
            "schedules": list(mailboxes),
            "startTime": moment_to_graph(starts_at),
            "endTime": moment_to_graph(ends_at),
            # We read the entries, not the digits of availabilityView; the longest interval makes those fewest.
            "availabilityViewInterval": 1440,
        },
    )
    return {str(schedule.get("scheduleId")).lower(): schedule for schedule in objects_from_graph(answer, "value")}


def _blocking(schedule: Mapping[str, Any] | None) -> Iterator[BusyTime]:
    if schedule is None:
        raise invalid_answer()
    error = schedule.get("error")
    if error:
        raise _problem(error)
    for item in objects_from_graph(schedule, "scheduleItems"):
        if item.get("status") not in NOT_BLOCKING:
            yield BusyTime(
                starts_at=moment_from_graph(item, "start"),
                ends_at=moment_from_graph(item, "end"),
                status=str(item.get("status")),
            )


def _problem(error: object) -> GraphProblem:
    """The problem of one mailbox inside an answer that as a whole is 200."""
    code = error.get("responseCode") if isinstance(error, dict) else None
    advice = {
        "ErrorMailRecipientNotFound": Advice.MAILBOX_MISSING,
        "ErrorNonExistentMailbox": Advice.MAILBOX_MISSING,
        "ErrorAccessDenied": Advice.MAILBOX_OUT_OF_SCOPE,
        "ErrorNoFreeBusyAccess": Advice.MAILBOX_OUT_OF_SCOPE,
    }.get(str(code), Advice.UNAVAILABLE)
    return GraphProblem(advice, str(code), status=200, retryable=advice is Advice.UNAVAILABLE)
