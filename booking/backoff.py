"""When to try again after an outside failure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """How patiently the outside is asked again. The first two are chosen by the settings."""

    first: timedelta = timedelta(seconds=5)
    """Pause after the first failure; it doubles with each further one."""
    longest_try: timedelta = timedelta(minutes=5)
    """No single try takes longer. One whose end was not noted by then was cut off (worker killed) and is made again."""
    longest: timedelta = timedelta(minutes=15)
    """No pause grows beyond this."""

    def next_attempt(self, now: datetime, attempts: int, retry_after: float | None) -> datetime:
        """When to try again after so many tries, with jitter so that many do not come back at once.

        The time that the server named is honoured: never earlier than `retry_after` seconds from now.
        """
        doubled: timedelta = min(self.first * 2.0 ** min(attempts - 1, 20), self.longest)
        pause = doubled * random.uniform(0.8, 1.2)  # noqa: S311  # spreads load and keeps no secret
        return now + max(pause, timedelta(seconds=retry_after or 0))


USUAL_PACE = Pace()
