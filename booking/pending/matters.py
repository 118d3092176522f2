"""The kinds of things that need a hand. Each says since when, and holds what its words and its action need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from booking.models import Appointment, Divergence, Meeting, Message, Technician

NOT_TRIED = "not_tried"
"""Instead of an advice code: the promise was due long ago, and nobody has even tried to keep it."""


@dataclass(frozen=True)
class NoMeeting:
    """A meeting that is not made, does not follow a change, or (no longer wanted) is not removed."""

    kind: ClassVar = "meeting"
    since: datetime
    appointment: Appointment
    meeting: Meeting
    technician: Technician
    """In whose calendar; after a reassignment not the appointment's own."""
    code: str
    """Advice of the gateway, or NOT_TRIED."""


@dataclass(frozen=True)
class NoLetter:
    """A letter that was refused, or that has not got away for long."""

    kind: ClassVar = "letter"
    since: datetime
    appointment: Appointment
    message: Message
    technician: Technician | None
    """To whom, unless it is the consumer."""
    code: str


@dataclass(frozen=True)
class Orphan:
    """A call at an hour at which its technician is not there, as things stand. `code` is what blocks the slot."""

    kind: ClassVar = "orphan"
    since: datetime
    """When the hour was chosen: nobody notes when it became impossible."""
    appointment: Appointment
    code: str


@dataclass(frozen=True)
class NotClosed:
    """A call that is over and of which nobody has said how it ended."""

    kind: ClassVar = "not_closed"
    since: datetime
    appointment: Appointment


@dataclass(frozen=True)
class OldReading:
    """Calendars in Outlook that have not been read for long, all for the same reason."""

    kind: ClassVar = "reading"
    since: datetime | None
    """The oldest reading that still counts; empty when there is none at all."""
    technicians: tuple[Technician, ...]
    code: str
    is_offered: bool
    """Whether their hours are still offered, by what was read before."""


@dataclass(frozen=True)
class NotTold:
    """Calendars of whose changes Microsoft does not tell us although it should, all for the same reason."""

    kind: ClassVar = "subscription"
    since: None
    technicians: tuple[Technician, ...]
    code: str


@dataclass(frozen=True)
class Ending:
    """What lets us into Microsoft 365 ends soon, or has ended (`days` below zero), or cannot be read (None)."""

    kind: ClassVar = "credential"
    since: None
    subject: str
    """secret or certificate."""
    days: int | None


@dataclass(frozen=True)
class Differs:
    """A meeting that somebody changed in Outlook, and about which nobody has decided yet."""

    kind: ClassVar = "calendar"
    since: datetime
    appointment: Appointment
    divergence: Divergence


Matter = Differs | NoMeeting | NoLetter | Orphan | NotClosed | OldReading | NotTold | Ending
