"""When to try again after an outside failure."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)


def next_attempt(now: datetime, attempts: int, retry_after: float | None) -> datetime:
    """Doubling pauses from five seconds to a quarter of an hour, with jitter so that many do not come back at once.

    The time that the server named is honoured: never earlier than `retry_after` seconds from now.
    """
    doubled: timedelta = min(FIRST * 2.0 ** min(attempts - 1, 10), LONGEST)
    pause = doubled * random.uniform(0.8, 1.2)  # noqa: S311  # spreads load and keeps no secret
    return now + max(pause, timedelta(seconds=retry_after or 0))
