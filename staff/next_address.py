"""Where to go on after signing in: addresses of this site only."""

from __future__ import annotations

import re

LONGEST = 1000

_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]*")
"""One slash first, so no scheme and no host. Browsers read a backslash as a slash, and leave out control characters."""


def ours(address: str | None) -> str | None:
    """The address if it is a path of this site, else None."""
    if address is None or len(address) > LONGEST or not _OURS.fullmatch(address):
        return None
    return address
