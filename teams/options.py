"""Lobby and presenter options: an optional layer that needs the Teams application access policy.

Callers do without it when it answers `teams_policy_missing` or `permission_missing`: the tenant's meeting policy
then decides.
"""

from __future__ import annotations

from .graph import Graph
from .online import online_meeting_id


def set_meeting_options(graph: Graph, user_id: str, join_url: str) -> None:
    """Keep consumers in the lobby until they are let in, only the technician presents, nothing is recorded.

    The lobby stays because the next consumer would otherwise walk into the running call. `user_id` is the
    technician's object id. May be repeated. Raises `GraphProblem`.
    """
    meeting_id = online_meeting_id(graph, user_id, join_url)
    graph.change(
        "PATCH",
        "users",
        user_id,
        "onlineMeetings",
        meeting_id,
        json={
            "lobbyBypassSettings": {"scope": "organization", "isDialInBypassEnabled": False},
            "allowedPresenters": "organizer",
            "allowMeetingChat": "limited",
            "recordAutomatically": False,
        },
    )
