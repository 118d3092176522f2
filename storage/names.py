"""Names of what is stored."""

import re

CHUNK = 64 * 1024
"""Bytes read at a time."""

_NAME = re.compile(r"[a-z0-9-]{8,64}")


def checked(name: str) -> str:
    """The name itself. ValueError for one that could be something else than a name, such as a path."""
    if not _NAME.fullmatch(name):
        raise ValueError("a storage name has 8 to 64 lower-case letters, digits and hyphens")
    return name
