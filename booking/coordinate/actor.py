"""Who makes a change, as history and audit name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A consumer, the system itself, or a member of staff. No name: names change and people leave."""

    kind: Literal["consumer", "system", "staff"]
    staff_id: int | None = None

    def __post_init__(self) -> None:
        if (self.kind == "staff") != (self.staff_id is not None):
            raise ValueError("a member of staff has an id, and nobody else has one")

    @property
    def code(self) -> str:
        """As `AppointmentEvent.actor` holds it."""
        return self.kind if self.staff_id is None else str(self.staff_id)
