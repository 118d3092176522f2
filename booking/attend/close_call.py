"""How a call ended, said once by a person; and correcting it, with a reason.

Both are one half of a change: what comes of an attended call, its case, is made in the same transaction by
cases/end_call.py, which opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from booking.attend.calls import present_call, present_call_or_new
from booking.attend.errors import AlreadyClosed, NotBegun, NotClosed, ReasonWanted
from booking.attend.offer_another import offer_another
from booking.errors import NotLive
from booking.models import NEXT_STEPS, OUTCOMES, Appointment, Call
from booking.promises import record
from staff.audit import note

AFTER_NO_CALL: Final = ("nothing", "new_call")
"""What can follow when nobody was attended to."""


@dataclass(frozen=True)
class Ending:
    """What is said of a call: codes of `OUTCOMES` and `NEXT_STEPS`. ValueError for others and for a pair that makes no
    sense: an attended call leads to a case (to nothing if there is nobody any more whose case it would be)."""

    outcome: str
    next_step: str

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES or self.next_step not in NEXT_STEPS:
            raise ValueError("unknown outcome or next step")
        attended = self.outcome == "attended"
        if self.next_step == "new_call" if attended else self.next_step not in AFTER_NO_CALL:
            raise ValueError(f"a call that ended as {self.outcome} does not lead to {self.next_step}")


def close_in(session: Session, appointment: Appointment, ending: Ending, member_id: int | None, now: datetime) -> bool:
    """Record how the call of the locked appointment ended; False if the same was said before.

    `member_id` is None when nobody said it and the attendance report has. Whoever did not come, or whom we owe another
    call, is written to. Raises AlreadyClosed for a different ending, NotBegun before the hour (but for a call that a
    technician has entered), NotLive for a cancelled appointment.
    """
    if appointment.cancelled_at is not None:
        raise NotLive
    call = present_call(session, appointment)
    if now < appointment.starts_at and (call is None or call.started_at is None or ending.outcome != "attended"):
        raise NotBegun
    call = call or present_call_or_new(session, appointment)
    if call.outcome is not None:
        if (call.outcome, call.next_step) == (ending.outcome, ending.next_step):
            return False
        raise AlreadyClosed(call.outcome)
    call.closed_at, call.closed_by = now, member_id
    _say(session, appointment, call, ending, "call_closed", member_id, now)
    return True


def correct_in(
    session: Session, appointment: Appointment, ending: Ending, reason: str, member_id: int, now: datetime
) -> bool:
    """Say something else of the call of the locked appointment, which is closed; False if it is the same.

    A letter that went out already cannot be taken back. Raises NotClosed when there is nothing to correct,
    ReasonWanted without a reason.
    """
    call = present_call(session, appointment)
    if call is None or call.outcome is None:
        raise NotClosed
    if not reason.strip():
        raise ReasonWanted
    if (call.outcome, call.next_step) == (ending.outcome, ending.next_step):
        return False
    _say(session, appointment, call, ending, "call_corrected", member_id, now, reason.strip())
    return True


def _say(
    session: Session,
    appointment: Appointment,
    call: Call,
    ending: Ending,
    action: str,
    member_id: int | None,
    now: datetime,
    reason: str | None = None,
) -> None:
    before = {"outcome": call.outcome, "next_step": call.next_step} if call.outcome else None
    after = {"outcome": ending.outcome, "next_step": ending.next_step}
    call.outcome, call.next_step = ending.outcome, ending.next_step
    actor = "system" if member_id is None else str(member_id)
    record(session, appointment, action, actor, now, {"outcome": ending.outcome})
    note(session, member_id, action, call, now, before=before, after=after, reason=reason)
    offer_another(session, appointment, ending.outcome, ending.next_step, now)
