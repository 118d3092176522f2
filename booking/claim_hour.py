"""Taking an hour for a browser: which technician, and the conditional UPDATE that lets exactly one win.

Used by holding, booking and moving, always inside their transaction. The technician is chosen by what helps the
person first (the one already held, the same as before), then by load, so that work is shared fairly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Integer, Select, String, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from booking.errors import NotOffered, ServiceClosed, SlotTaken
from booking.free_times import Search, begins_a_free_hour, nearest_hours
from booking.models import Appointment, Slot
from database import UtcDateTime


@dataclass(frozen=True)
class Claim:
    """Slots that are now held by the browser, and why this technician was chosen."""

    slot_id: int
    technician_id: int
    starts_at: datetime
    ends_at: datetime
    because: str


def check_open(search: Search) -> None:
    """Raises ServiceClosed or NotOffered when the office does not offer the service at all at the moment."""
    if search.terms.closed_notice is not None:
        raise ServiceClosed(search.terms.closed_notice)
    if search.terms.withdrawn_at is not None:
        raise NotOffered


def check_start(search: Search, starts_at: datetime) -> None:
    """Raises NotOffered for an hour outside the office's notice and horizon."""
    if not search.terms.earliest_start(search.now) <= starts_at <= search.terms.latest_start(search.now):
        raise NotOffered


def claim_hour(
    session: Session,
    search: Search,
    starts_at: datetime,
    until: datetime,
    preferred_technician: int | None = None,
) -> Claim:
    """Hold the hour for `search.holder` until the given instant, with the technician whom it suits best.

    Raises SlotTaken, with the nearest free hours, when nobody has it free. Must run inside `database.writing()`.
    """
    around = timedelta(days=3)
    candidates = (
        session.connection()
        .execute(
            _candidates(search.terms.slots),
            search.parameters(first=starts_at, last=starts_at)
            | {"preferred": preferred_technician, "since": starts_at - around, "until": starts_at + around},
        )
        .all()
    )
    ends_at = starts_at + search.terms.duration
    for slot_id, technician_id, held_by in candidates:
        if _take(session, search, technician_id, starts_at, until):
            if held_by == search.holder:
                because = "already_held"
            elif technician_id == preferred_technician:
                because = "same_technician"
            else:
                because = "only_one_free" if len(candidates) == 1 else "least_load"
            return Claim(slot_id, technician_id, starts_at, ends_at, because)
    raise SlotTaken(nearest_hours(session, search, starts_at))


@cache
def _candidates(slots: int) -> Select[int, int, str | None]:
    """Free slots of one hour: the one held already, that of the preferred technician, then by load.

    Load is the technician's live appointments in the days around: bounded, whatever the history.
    """
    load = (
        select(func.count(Appointment.id))
        .where(
            Appointment.technician_id == Slot.technician_id,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > bindparam("since", type_=UtcDateTime),
            Appointment.starts_at < bindparam("until", type_=UtcDateTime),
        )
        .correlate(Slot)
        .scalar_subquery()
    )
    preference = case(
        (Slot.held_by == bindparam("holder", type_=String), 0),
        (Slot.technician_id == bindparam("preferred", type_=Integer), 1),
        else_=2,
    )
    return (
        select(Slot.id, Slot.technician_id, Slot.held_by)
        .where(*begins_a_free_hour(slots))
        .order_by(preference, load, Slot.technician_id)
    )


def _take(session: Session, search: Search, technician_id: int, starts_at: datetime, until: datetime) -> bool:
    """All slots or none. The WHERE is the promise: of many who try at once, one changes the rows."""
    if search.terms.slots == 1:
        return _hold_slots(session, search, technician_id, starts_at, until)
    with session.begin_nested() as attempt:
        taken = _hold_slots(session, search, technician_id, starts_at, until)
        if not taken:
            attempt.rollback()
        return taken


def _hold_slots(session: Session, search: Search, technician_id: int, starts_at: datetime, until: datetime) -> bool:
    values = {
        "technician": technician_id,
        "first": starts_at,
        "end": starts_at + search.terms.duration,
        "holder": search.holder,
        "until": until,
        "now": search.now,
    }
    return session.connection().execute(_HOLD, values).rowcount == search.terms.slots


# Built once: putting a statement together costs as much as asking it.
_HOLD = (
    update(Slot)
    .where(
        Slot.technician_id == bindparam("technician", type_=Integer),
        Slot.starts_at >= bindparam("first", type_=UtcDateTime),
        Slot.starts_at < bindparam("end", type_=UtcDateTime),
        Slot.is_free(),
    )
    .values(
        held_by=bindparam("holder", type_=String),
        held_until=bindparam("until", type_=UtcDateTime),
        held_since=func.coalesce(
            case((Slot.held_by == bindparam("holder", type_=String), Slot.held_since)),
            bindparam("now", type_=UtcDateTime),
        ),
    )
)
