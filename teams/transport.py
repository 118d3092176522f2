"""The HTTP session of the gateway."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter

TIMEOUTS = (5.0, 30.0)
"""Seconds to connect, and between two bytes. An online event takes longer than a plain one, since Exchange asks
Teams for the meeting meanwhile."""


class Session(requests.Session):
    """A session that always has time-outs, keeps no cookies and repeats nothing on its own.

    It trusts the environment, so that REQUESTS_CA_BUNDLE and the proxy variables work.
    """

    def __init__(self, timeouts: tuple[float, float] = TIMEOUTS, connections: int = 16) -> None:
        super().__init__()
        self._timeouts = timeouts
        self.mount("https://", HTTPAdapter(pool_maxsize=connections, max_retries=0))
        # requests would otherwise put what ~/.netrc says for the host in the place of our Authorization header.
        self.auth = _as_it_is
        # Shared by threads: nothing that one answer sets may colour the next request.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", self._timeouts)
        return super().request(*args, **kwargs)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
