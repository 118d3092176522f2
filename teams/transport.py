"""The HTTP session of the gateway."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 30.0
"""Seconds. An online event takes longer than a plain one, since Exchange asks Teams for the meeting meanwhile."""


class Session(requests.Session):
    """A session that always has a time-out, keeps no cookies and repeats nothing on its own.

    It trusts the environment, so that REQUESTS_CA_BUNDLE and the proxy variables work.
    """

    def __init__(self, connections: int = 16) -> None:
        super().__init__()
        self.mount("https://", HTTPAdapter(pool_maxsize=connections, max_retries=0))
        # Shared by threads: nothing that one answer sets may colour the next request.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", (CONNECT_TIMEOUT, READ_TIMEOUT))
        return super().request(*args, **kwargs)
