"""How a call ended, said once by a person; and correcting it, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from booking.attend.calls import present_call, present_call_or_new
from booking.attend.errors import AlreadyClosed, NotBegun, NotClosed, ReasonWanted
from booking.attend.offer_another import offer_another
from booking.errors import NotLive
from booking.models import NEXT_STEPS, OUTCOMES, Appointment, Call
from booking.promises import record
from booking.reschedule import lock
from database import writing
from staff.audit import note


@dataclass(frozen=True)
class Ending:
    """What the technician says of a call: codes of `OUTCOMES` and `NEXT_STEPS`. ValueError for others."""

    outcome: str
    next_step: str

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES or self.next_step not in NEXT_STEPS:
            raise ValueError("unknown outcome or next step")


def close_call(appointment_id: int, ending: Ending, member_id: int, now: datetime) -> None:
    """Record how the call ended. Whoever did not come, or whom we owe another call, is written to.

    The same ending again changes nothing. Raises AlreadyClosed for a different one, NotBegun before the hour (but for
    a call that a technician has entered), NotLive for a cancelled appointment.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        if appointment.cancelled_at is not None:
            raise NotLive
        call = present_call(session, appointment)
        if now < appointment.starts_at and (call is None or call.started_at is None or ending.outcome != "attended"):
            raise NotBegun
        call = call or present_call_or_new(session, appointment)
        if call.outcome is not None:
            if ending == Ending(call.outcome, call.next_step or "nothing"):
                return
            raise AlreadyClosed(call.outcome)
        call.closed_at, call.closed_by = now, member_id
        _say(session, appointment, call, ending, "call_closed", member_id, now)


def correct_call(appointment_id: int, ending: Ending, reason: str, member_id: int, now: datetime) -> None:
    """Say something else of a call that is closed. A letter that went out already cannot be taken back.

    Raises NotClosed when there is nothing to correct, ReasonWanted without a reason.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        call = present_call(session, appointment)
        if call is None or call.outcome is None:
            raise NotClosed
        if not reason.strip():
            raise ReasonWanted
        if ending != Ending(call.outcome, call.next_step or "nothing"):
            _say(session, appointment, call, ending, "call_corrected", member_id, now, reason.strip())


def _say(
    session: Session,
    appointment: Appointment,
    call: Call,
    ending: Ending,
    action: str,
    member_id: int,
    now: datetime,
    reason: str | None = None,
) -> None:
    before = {"outcome": call.outcome, "next_step": call.next_step} if call.outcome else None
    after = {"outcome": ending.outcome, "next_step": ending.next_step}
    call.outcome, call.next_step = ending.outcome, ending.next_step
    record(session, appointment, action, str(member_id), now, {"outcome": ending.outcome})
    note(session, member_id, action, call, now, before=before, after=after, reason=reason)
    offer_another(session, appointment, ending.outcome, ending.next_step, now)
