"""Many calls at once: each in a transaction of its own, and each with its result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from booking.coordinate.actor import Actor
from booking.coordinate.ask_to_choose import ask_to_choose
from booking.coordinate.rules import Place
from booking.coordinate.staff_move import Order, staff_move
from booking.errors import Refusal


@dataclass(frozen=True)
class Line:
    """One call: where to, or None to ask the person."""

    appointment_id: int
    seen_revision: int
    place: Place | None


@dataclass(frozen=True)
class Result:
    """What came of a line: nothing in the way, or the refusal that left the call as it was."""

    line: Line
    refusal: Refusal | None = None


def carry_out(lines: Iterable[Line], actor: Actor, now: datetime, zone: ZoneInfo, reason: str = "") -> list[Result]:
    """Do one line after the other. A refusal concerns its own line only."""
    return [_carry_out(line, actor, now, zone, reason) for line in lines]


def _carry_out(line: Line, actor: Actor, now: datetime, zone: ZoneInfo, reason: str) -> Result:
    try:
        if line.place is None:
            ask_to_choose(line.appointment_id, line.seen_revision, actor, now)
        else:
            staff_move(line.appointment_id, Order(line.place, line.seen_revision, actor, reason), now, zone)
    except Refusal as refusal:
        return Result(line, refusal)
    return Result(line)
