"""What may stand in a log: words that the code itself holds, and short codes and numbers under known keys.

A library's message is made of words that its author wrote and of data that pass through. The two are told apart by
looking up the stack: words are constants of the code that runs, data are not. The same holds for our own events.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from types import FrameType

WITHHELD = "(words withheld: they were put together with data)"
LEFT_OUT = "..."

KEYS = frozenset(
    {
        # the request
        "method",
        "ms",
        "request_id",
        "route",
        "status",
        # rows, by number
        "appointment_id",
        "document_id",
        "meeting_id",
        "member_id",
        "message_id",
        "office_id",
        "slot_id",
        "technician_id",
        # work
        "action",
        "attempts",
        "count",
        "kind",
        "operationUUID",  # DBOS's word for the id of a workflow, which we make of row numbers
        "outcome",
        "queue",
        "worker_id",
        "workflow",
        # failures, as types and codes
        "error",
        "error_code",
        "problem",
    }
)
"""All that a log may hold besides what `observe.logs` itself adds."""

_CODE = re.compile(r"[A-Za-z0-9_.:/<>(),=-]{0,200}")
"""Identifiers, routes and the like: no blanks, no @, no quotes. A sentence or an address does not fit."""


def values(event: Mapping[str, object]) -> dict[str, object]:
    """The part of the event that may be written; `withheld` counts what may not."""
    kept = {key: value for key, value in event.items() if key in KEYS and _is_harmless(value)}
    if len(kept) < len(event):
        kept["withheld"] = len(event) - len(kept)
    return kept


def text(words: object, arguments: object = ()) -> str:
    """The message, if it is a constant of some code on the stack. Of its arguments only numbers are filled in."""
    if not isinstance(words, str) or not _stands_in_the_code(words):
        return WITHHELD
    if not arguments:
        return words
    try:
        return words % _shown(arguments)
    except (TypeError, ValueError):
        return words  # a conversion such as %d of what is not a number


def _is_harmless(value: object) -> bool:
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    return value is None or isinstance(value, (bool, int, float))


def _shown(arguments: object) -> object:
    if isinstance(arguments, tuple):
        return tuple(_shown_one(argument) for argument in arguments)
    if isinstance(arguments, Mapping):
        return {key: _shown_one(argument) for key, argument in arguments.items()}
    return _shown_one(arguments)


def _shown_one(argument: object) -> object:
    return argument if isinstance(argument, (int, float)) else LEFT_OUT


def _stands_in_the_code(words: str) -> bool:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if words in frame.f_code.co_consts:
            return True
        frame = frame.f_back
    return False
