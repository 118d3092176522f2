"""A mailbox as such: whether it can be used, whose it is, and sending mail from it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from .graph import Graph
from .meetings import PROVIDER
from .online import meetings_by_link
from .values import text_from_graph

NOBODYS_LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_videocita%40thread.v2/0"


@dataclass(frozen=True)
class MailboxFacts:
    """What a technician's mailbox can do."""

    teams_available: bool
    """Whether new events in it can become Teams meetings."""


def check_mailbox(graph: Graph, mailbox: str) -> MailboxFacts:
    """Look at the calendar of `mailbox`. Raises `GraphProblem` when it is missing or out of our scope."""
    calendar = graph.read("users", mailbox, "calendar", params={"$select": "allowedOnlineMeetingProviders"})
    return MailboxFacts(teams_available=PROVIDER in (calendar.get("allowedOnlineMeetingProviders") or []))


def check_policy(graph: Graph, user_id: str) -> None:
    """Whether a Teams application access policy covers the user (an object id), by asking for a meeting of nobody's.

    Raises `GraphProblem`, with advice `teams_policy_missing` when none does.
    """
    meetings_by_link(graph, user_id, NOBODYS_LINK)


def user_id(graph: Graph, mailbox: str) -> str:
    """Object id of the owner of `mailbox`, which the onlineMeetings calls need. Raises `GraphProblem`."""
    return text_from_graph(graph.read("users", mailbox, params={"$select": "id"}), "id")


def send_mime(graph: Graph, mailbox: str, mime: bytes) -> None:
    """Send a whole RFC 5322 message from `mailbox`; a copy stays in its Sent Items.

    Accepted is not delivered. There is no key against doubling: when the `GraphProblem` raised says
    `unknown_outcome`, the message may have gone.
    """
    graph.change("POST", "users", mailbox, "sendMail", data=base64.b64encode(mime), content_type="text/plain")
