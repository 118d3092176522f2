"""From a join link to the Teams meeting behind it (Graph reference: "Get onlineMeeting")."""

from __future__ import annotations

from typing import Any

from .graph import Graph
from .problems import Advice, GraphProblem
from .values import quoted, text_from_graph


def online_meeting_id(graph: Graph, user_id: str, join_url: str) -> str:
    """Id of the onlineMeeting of `user_id`, which has to be the object id and not the address.

    Raises `GraphProblem` with advice `meeting_missing` when Teams does not know the link, which is usual, and
    passes, in the first minute of a meeting.
    """
    found = list(meetings_by_link(graph, user_id, join_url))
    if not found:
        raise GraphProblem(Advice.MEETING_MISSING, "MeetingNotFound", status=404, retryable=True)
    return text_from_graph(found[0], "id")


def meetings_by_link(graph: Graph, user_id: str, join_url: str) -> list[dict[str, Any]]:
    """What Teams answers to a look-up by link: one meeting, or none. Raises `GraphProblem`."""
    wanted = {"$filter": f"JoinWebUrl eq {quoted(join_url)}"}
    try:
        return list(graph.pages("users", user_id, "onlineMeetings", params=wanted))
    except GraphProblem as problem:
        if problem.advice is Advice.MEETING_MISSING:
            return []
        raise
