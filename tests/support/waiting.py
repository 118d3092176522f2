"""Waiting for what can be seen, with a limit; never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], seconds: float = 120, pause: float = 0.02) -> None:
    """Look again and again until the condition holds. Raises `AssertionError` when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"this did not happen within {seconds:g} seconds"
        time.sleep(pause)
