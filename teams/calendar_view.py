"""When the events of a calendar are, and nothing of what they are about (Graph reference: "List calendarView")."""

from __future__ import annotations

from datetime import UTC, datetime

from .graph import Graph
from .values import moment_from_graph, text_from_graph

PAGE = 250
"""Events asked for at a time; most calendars of six weeks come in one answer."""


def event_times(
    graph: Graph, mailbox: str, starts_at: datetime, ends_at: datetime
) -> dict[str, tuple[datetime, datetime]]:
    """Start and end (UTC) of every event that touches the window, by immutable id. Raises `GraphProblem`."""
    params = {
        "startDateTime": _moment(starts_at),
        "endDateTime": _moment(ends_at),
        "$select": "id,start,end",
        "$top": str(PAGE),
    }
    return {
        text_from_graph(event, "id"): (moment_from_graph(event, "start"), moment_from_graph(event, "end"))
        for event in graph.pages("users", mailbox, "calendarView", params=params)
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
