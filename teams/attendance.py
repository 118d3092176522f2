"""Who was in a call and for how long, as Teams reports it minutes after the call has ended.

Names and addresses are left where they are: consumers join without an account and cannot be told apart reliably,
and the service needs to know only whether the call took place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .graph import Graph
from .online import online_meeting_id
from .values import instant_from_graph, invalid_answer, objects_from_graph, text_from_graph


@dataclass(frozen=True)
class Participant:
    """One who was in the call."""

    is_organizer: bool
    seconds: int
    """Time in the call, added up over all intervals."""


@dataclass(frozen=True)
class AttendanceReport:
    """One session: the call from the first who came to the last who left. Times are UTC."""

    report_id: str
    starts_at: datetime
    ends_at: datetime
    participants: tuple[Participant, ...]

    @property
    def guest_seconds(self) -> int:
        """Longest time that anybody other than the technician was there; 0 when nobody came."""
        return max((one.seconds for one in self.participants if not one.is_organizer), default=0)


def attendance(graph: Graph, user_id: str, join_url: str) -> list[AttendanceReport]:
    """The reports of the meeting, oldest first; empty while the call runs, and when nobody has joined.

    A meeting that was left by all and entered again has two. `user_id` is the technician's object id.
    Raises `GraphProblem`.
    """
    meeting_id = online_meeting_id(graph, user_id, join_url)
    path = ("users", user_id, "onlineMeetings", meeting_id, "attendanceReports")
    # The list never carries the records: each report is asked for on its own.
    ids = [text_from_graph(report, "id") for report in graph.pages(*path, params={})]
    reports = [graph.read(*path, report_id, params={"$expand": "attendanceRecords"}) for report_id in ids]
    return sorted((_report(report, user_id) for report in reports), key=lambda report: report.starts_at)


def _report(report: dict[str, Any], user_id: str) -> AttendanceReport:
    return AttendanceReport(
        report_id=text_from_graph(report, "id"),
        starts_at=instant_from_graph(report, "meetingStartDateTime"),
        ends_at=instant_from_graph(report, "meetingEndDateTime"),
        participants=tuple(_participants(report, user_id)),
    )


def _participants(report: dict[str, Any], user_id: str) -> Iterator[Participant]:
    for record in objects_from_graph(report, "attendanceRecords"):
        seconds = record.get("totalAttendanceInSeconds")
        if not isinstance(seconds, int):
            raise invalid_answer()
        identity = record.get("identity")
        same_person = isinstance(identity, dict) and identity.get("id") == user_id
        yield Participant(is_organizer=same_person or record.get("role") == "Organizer", seconds=seconds)
