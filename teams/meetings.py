"""The Teams meeting of an appointment: an Outlook event of the technician that Exchange makes an online meeting.

One call gives the calendar entry, free/busy and the link, needs `Calendars.ReadWrite` alone and can be repeated
with its `transaction_id`. The event has no attendee, so that Exchange mails nobody, and its body is never written
again, because that would take the link away (Graph reference: "Create event", "Update event").
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .graph import Graph
from .problems import Advice, GraphProblem
from .values import moment_from_graph, moment_to_graph, quoted, text_from_graph

PROVIDER = "teamsForBusiness"

REFERENCE = "String {4d3c36a5-5f0d-4d43-9c5c-6f4a0d5f7b1e} Name VideocitaReference"
"""Extended property that carries our reference, by which an event is found again when its id was never learnt."""

FIELDS = "id,start,end,isOnlineMeeting,onlineMeetingProvider,onlineMeeting"

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class MeetingRequest:
    """What the event shall be. It shows in the technician's calendar: a reference, nothing about the consumer."""

    mailbox: str
    """Address or object id of the technician."""
    transaction_id: str
    """Written down before the first attempt, the same in every attempt, a new one for every new intent."""
    reference: str
    subject: str
    body_html: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Meeting:
    """A Teams meeting as it stands in the calendar. Times are UTC."""

    event_id: str
    """Immutable id: holds as long as the event stays in its mailbox."""
    join_url: str = field(repr=False)
    """The Teams link, which admits whoever holds it. Empty only in what `find_meeting` finds: events may have none."""
    starts_at: datetime
    ends_at: datetime


def open_meeting(graph: Graph, request: MeetingRequest) -> Meeting:
    """Create the event, or get the one that an earlier attempt with the same transaction id created.

    Raises `GraphProblem`; when its `event_id` is set there is an event: with advice `teams_not_available` it never
    becomes a meeting and is to be removed, otherwise the call is to be repeated.
    """
    answer = graph.change(
        "POST",
        "users",
        request.mailbox,
        "events",
        json={
            "subject": request.subject,
            "body": {"contentType": "html", "content": request.body_html},
            "start": moment_to_graph(request.starts_at),
            "end": moment_to_graph(request.ends_at),
            "isOnlineMeeting": True,
            "onlineMeetingProvider": PROVIDER,
            "allowNewTimeProposals": False,
            "showAs": "busy",
            "sensitivity": "private",
            "reminderMinutesBeforeStart": 10,
            "transactionId": request.transaction_id,
            "singleValueExtendedProperties": [{"id": REFERENCE, "value": request.reference}],
        },
    )
    meeting = _as_written(graph, request.mailbox, text_from_graph(answer, "id", changes=True))
    if (meeting.starts_at, meeting.ends_at) != (request.starts_at, request.ends_at):
        # The event of an earlier attempt comes back as it was then.
        return move_meeting(graph, request.mailbox, meeting.event_id, request.starts_at, request.ends_at)
    return meeting


def move_meeting(graph: Graph, mailbox: str, event_id: str, starts_at: datetime, ends_at: datetime) -> Meeting:
    """Give the event another time; id and link stay. Raises `GraphProblem`, advice `event_missing` when it is gone."""
    times = {"start": moment_to_graph(starts_at), "end": moment_to_graph(ends_at)}
    graph.change("PATCH", "users", mailbox, "events", event_id, json=times)
    meeting = _as_written(graph, mailbox, event_id)
    if (meeting.starts_at, meeting.ends_at) != (starts_at, ends_at):
        raise GraphProblem(Advice.UNAVAILABLE, "NotApplied", retryable=True, event_id=event_id)
    return meeting


def close_meeting(graph: Graph, mailbox: str, event_id: str) -> None:
    """Delete the event; one that is gone already is deleted. Raises `GraphProblem`, also for a missing mailbox."""
    try:
        graph.change("DELETE", "users", mailbox, "events", event_id)
    except GraphProblem as problem:
        if problem.advice is not Advice.EVENT_MISSING:
            raise


def read_meeting(graph: Graph, mailbox: str, event_id: str) -> Meeting | None:
    """The meeting as it is in the calendar now, or None when there is no such event.

    Raises `GraphProblem`, also when the event has no usable Teams link (any more).
    """
    try:
        event = graph.read("users", mailbox, "events", event_id, params={"$select": FIELDS})
    except GraphProblem as problem:
        if problem.advice is Advice.EVENT_MISSING:
            return None
        raise
    return _online(event)


def find_meeting(graph: Graph, mailbox: str, reference: str) -> list[Meeting]:
    """All events in the mailbox that were opened for `reference`, with or without link. Raises `GraphProblem`."""
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq {quoted(REFERENCE)} and ep/value eq {quoted(reference)})"
    events = graph.pages("users", mailbox, "events", params={"$filter": wanted, "$select": FIELDS, "$top": "50"})
    return [_meeting(event, _link(event) or "") for event in events]


def _as_written(graph: Graph, mailbox: str, event_id: str) -> Meeting:
    """Read the event back after a write, waiting a little for a link that Teams has not delivered yet."""
    for pause in graph.link_pauses:
        try:
            return _written(graph, mailbox, event_id)
        except GraphProblem as problem:
            if not (problem.advice is Advice.LINK_MISSING and problem.retryable):
                raise
        time.sleep(pause)
    return _written(graph, mailbox, event_id)


def _written(graph: Graph, mailbox: str, event_id: str) -> Meeting:
    try:
        meeting = read_meeting(graph, mailbox, event_id)
    except GraphProblem as problem:
        problem.event_id = event_id
        raise
    if meeting is None:
        # Repeating the write settles it: the event shows, or it is refused as missing.
        raise GraphProblem(Advice.EVENT_MISSING, "GoneAfterWrite", status=404, retryable=True, event_id=event_id)
    return meeting


def _online(event: dict[str, Any]) -> Meeting:
    meeting = _meeting(event, _link(event) or "")
    if event.get("isOnlineMeeting") is not True or event.get("onlineMeetingProvider") != PROVIDER:
        raise GraphProblem(Advice.TEAMS_NOT_AVAILABLE, "NoOnlineMeeting", status=200, event_id=meeting.event_id)
    if not meeting.join_url:
        raise GraphProblem(Advice.LINK_MISSING, "LinkMissing", status=200, retryable=True, event_id=meeting.event_id)
    if not _may_be_opened(meeting.join_url):
        raise GraphProblem(Advice.LINK_MISSING, "LinkNotSafe", status=200, event_id=meeting.event_id)
    return meeting


def _meeting(event: dict[str, Any], join_url: str) -> Meeting:
    return Meeting(
        event_id=text_from_graph(event, "id"),
        join_url=join_url,
        starts_at=moment_from_graph(event, "start"),
        ends_at=moment_from_graph(event, "end"),
    )


def _link(event: dict[str, Any]) -> str | None:
    # Never onlineMeetingUrl: for Teams it stays null.
    online = event.get("onlineMeeting")
    link = online.get("joinUrl") if isinstance(online, dict) else None
    return link if isinstance(link, str) else None


def _may_be_opened(link: str) -> bool:
    """Whether people may be sent there: https, or http on this machine; nothing that breaks out of a header."""
    if not link.isascii() or any(character <= " " for character in link):
        return False
    parts = urlsplit(link)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
