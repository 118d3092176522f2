"""Microsoft's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from .failures import problem_without_answer
from .graph import Graph
from .values import invalid_answer


def clock_ahead(graph: Graph) -> timedelta:
    """How far the clock of this machine is ahead of Graph's (negative: behind), to about a second.

    Asks without a token, for a clock that is wrong may be why there is none. Raises `GraphProblem`.
    """
    try:
        asked_at = datetime.now(UTC)
        answer = graph.session.get(graph.settings.graph_url, allow_redirects=False)
    except requests.RequestException as error:
        problem = problem_without_answer(error, changes=False)
    else:
        # `Date` is cut to whole seconds, so on average it is half a second old.
        theirs = _date(answer) + timedelta(seconds=0.5)
        return asked_at + (datetime.now(UTC) - asked_at) / 2 - theirs
    raise problem


def _date(answer: requests.Response) -> datetime:
    try:
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError) as error:
        raise invalid_answer() from error
