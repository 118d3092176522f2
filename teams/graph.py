"""Calls to Microsoft Graph: token, headers, time-outs, what may be repeated at once, and one kind of error.

Graph is asked, and what happened is reported. Trying again later is the caller's business, because only the caller
can remember across a restart with which key it asked.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests

from .failures import problem_in, problem_without_answer, unreadable
from .problems import Advice, GraphProblem
from .settings import GraphSettings
from .tokens import Tokens
from .transport import TIMEOUTS, Session
from .values import objects_from_graph

log = logging.getLogger(__name__)

# Immutable ids hold while the item stays in the mailbox; without the zone, times come in the mailbox's own.
PREFER = 'IdType="ImmutableId", outlook.timezone="UTC"'

# A read that failed like this is worth asking once more at once; a time-out has already cost half a minute.
PASSING_CODES = frozenset({"ConnectionLost", "ConnectionRefused"})
PASSING_STATUSES = frozenset({500, 502, 503, 504})

MOST_PAGES = 100


@dataclass(frozen=True)
class _Call:
    method: str
    url: str
    changes: bool = False
    json: Mapping[str, Any] | None = None
    data: bytes | None = None
    content_type: str | None = None


class Graph:
    """Microsoft Graph as one application sees it. One object per process; threads may share it.

    Nothing goes to the network before the first call. `session` is the single way out of all Graph calls: a response
    hook put on it (`graph.session.hooks["response"]`) sees every exchange.

    `read_pauses` and `link_pauses` are seconds before each further look: at a read that failed in passing, and at a
    new event whose Teams link is not there yet. `timeouts` are seconds to connect and to wait for an answer.
    """

    def __init__(
        self,
        settings: GraphSettings,
        *,
        read_pauses: tuple[float, ...] = (0.3, 0.9),
        link_pauses: tuple[float, ...] = (0.5, 1.5),
        timeouts: tuple[float, float] = TIMEOUTS,
    ) -> None:
        if sum(link_pauses) >= 3 or sum(read_pauses) >= 3:
            raise ValueError("pauses hold a worker: less than three seconds together; longer waits are the caller's")
        self.settings = settings
        self.session = Session(timeouts)
        self.session.headers["Prefer"] = PREFER
        self.link_pauses = link_pauses
        self._read_pauses = read_pauses
        self._tokens = Tokens(settings, timeouts)

    def __repr__(self) -> str:
        return f"<Graph {self.settings.graph_url}>"

    def sign_in(self) -> None:
        """Get a token, or raise the `GraphProblem` that says why there is none."""
        self._tokens.current()

    def read(self, *path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """GET one thing. `path` are the segments below the root, unquoted."""
        return self._repeated(_Call("GET", self._url(path, params)))

    def ask(self, *path: str, json: Mapping[str, Any]) -> dict[str, Any]:
        """POST a question that changes nothing, and so may be repeated like a GET."""
        return self._repeated(_Call("POST", self._url(path), json=json))

    def pages(self, *path: str, params: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """The items of a collection, page after page."""
        url: str | None = self._url(path, params)
        for _page in range(MOST_PAGES):
            if url is None:
                return
            answer = self._repeated(_Call("GET", url))
            yield from objects_from_graph(answer, "value")
            url = self._checked_link(answer.get("@odata.nextLink"))
        raise GraphProblem(Advice.OUR_MISTAKE, "TooManyPages")

    def change(
        self,
        method: str,
        *path: str,
        json: Mapping[str, Any] | None = None,
        data: bytes | None = None,
        content_type: str | None = None,
    ) -> dict[str, Any]:
        """Send a change once (twice only when the token was refused, for then nothing was done).

        The answer is empty when the service sends none (202, 204).
        """
        return self._once(_Call(method, self._url(path), True, json, data, content_type))

    def _repeated(self, call: _Call) -> dict[str, Any]:
        for pause in self._read_pauses:
            try:
                return self._once(call)
            except GraphProblem as problem:
                passing = problem.code in PASSING_CODES or problem.status in PASSING_STATUSES
                if not passing or problem.retry_after is not None:
                    raise
            time.sleep(pause)
        return self._once(call)

    def _once(self, call: _Call) -> dict[str, Any]:
        token = self._tokens.current()
        response = self._send(call, token)
        if response.status_code == 401:
            self._tokens.forget(token)
            response = self._send(call, self._tokens.current())
        if not 200 <= response.status_code < 300:
            raise problem_in(response, changes=call.changes)
        return _json_object(response, changes=call.changes) if response.content else {}

    def _send(self, call: _Call, token: str) -> requests.Response:
        attempt = str(uuid.uuid4())
        headers = {"Authorization": f"Bearer {token}", "client-request-id": attempt}
        if call.content_type is not None:
            headers["Content-Type"] = call.content_type
        try:
            response = self.session.request(
                call.method, call.url, json=call.json, data=call.data, headers=headers, allow_redirects=False
            )
        except requests.RequestException as error:
            problem = problem_without_answer(error, changes=call.changes)
        else:
            theirs = response.headers.get("request-id")
            log.debug("%s %s, request-id %s, client-request-id %s", call.method, response.status_code, theirs, attempt)
            return response
        # Raised out here so that the library's error, which quotes the URL, does not hang on it as context.
        raise problem

    def _url(self, path: tuple[str, ...], params: Mapping[str, str] | None = None) -> str:
        # %20 and not '+': only the former is a space to every part of Graph.
        query = "?" + urlencode(params, quote_via=quote, safe="$") if params else ""
        return "/".join([self.settings.graph_url.rstrip("/"), *(quote(part, safe="") for part in path)]) + query

    def _checked_link(self, link: object) -> str | None:
        """The address of the next page, which must not lead our token to another host."""
        if link is None:
            return None
        ours, theirs = urlsplit(self.settings.graph_url), urlsplit(str(link))
        if (theirs.scheme, theirs.netloc.lower()) != (ours.scheme, ours.netloc.lower()):
            raise GraphProblem(Advice.OUR_MISTAKE, "ForeignNextLink")
        return str(link)


def _json_object(response: requests.Response, *, changes: bool) -> dict[str, Any]:
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise unreadable(response, changes=changes)
    return answer
