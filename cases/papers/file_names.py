"""The name of a file as people read it. Where its bytes lie has another one, which nobody sees."""

from __future__ import annotations

import re
from typing import Final

from cases.papers.media_types import EXTENSIONS
from mail.clean import one_line

LONGEST: Final = 120
"""Characters."""
LONGEST_ENCODED: Final = 240
"""Bytes in UTF-8: file systems take 255."""

_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
"""What Windows takes in no name, beside the two separators."""
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names of devices, whatever follows their first dot (Windows)."""
_NAMELESS: Final = "document"


def cleaned(name: str | None, media_type: str) -> str:
    """The last part of what the browser called it, without what deceives or what no system stores.

    It ends as its content says, so that nothing is opened as something else.
    """
    last = re.split(r"[/\\]", name or "")[-1]
    visible = _FORBIDDEN.sub("_", one_line(last, 1_000)).strip(" .")
    stem, extension = _parted(visible, media_type)
    stem = stem.strip(" .") or _NAMELESS
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    stem = one_line(stem, LONGEST - len(extension))
    while len((stem + extension).encode()) > LONGEST_ENCODED:
        stem = one_line(stem, len(stem) - 1)
    return stem.rstrip(" .") + extension


def _parted(name: str, media_type: str) -> tuple[str, str]:
    fitting = EXTENSIONS[media_type]
    for extension in fitting:
        if name.lower().endswith(extension):
            return name[: -len(extension)], name[-len(extension) :]
    return name, fitting[0]
