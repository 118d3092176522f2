"""Refusals in the words of the service. Each carries what the page needs to say what to do instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from booking.free_times import Hour


class Refusal(Exception):
    """Something that the service does not do, for a reason that the person is told."""


class NotOffered(Refusal):
    """No such slot for this service, or outside notice and horizon: what an edited address asks for."""


@dataclass
class ServiceClosed(Refusal):
    """The office takes no bookings for the time being; `notice` says so by language."""

    notice: dict[str, str]


@dataclass
class SlotTaken(Refusal):
    """Somebody was faster. `nearest` are free hours to choose instead, nearest first."""

    nearest: list[Hour] = field(default_factory=list)


class TooManyAppointments(Refusal):
    """The person has as many open appointments as the office allows."""


@dataclass
class TooLate(Refusal):
    """The time of notice for moving or cancelling is over since `deadline`."""

    deadline: datetime


class TooManyMoves(Refusal):
    """The appointment has been moved as often as the office allows."""


class NotLive(Refusal):
    """The appointment is cancelled or over; nothing can be changed any more."""
