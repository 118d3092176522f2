"""Holding an hour while somebody fills in the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, not_, select, update
from sqlalchemy.orm import Session

from booking.claim_hour import Claim, check_open, check_start, claim_hour
from booking.errors import NotOffered
from booking.free_times import Search
from booking.models import Office, Service, Slot
from booking.terms import TERMS, Terms
from database import writing


@dataclass(frozen=True)
class HoldTimes:
    """How long a hold lasts from each step, and how long one browser may keep renewing it."""

    step: timedelta = timedelta(minutes=10)
    limit: timedelta = timedelta(minutes=60)


# Built once: putting a statement together costs as much as asking it.
_OFFER = (
    select(*TERMS, Slot.starts_at)
    .join(Service, Service.office_id == Slot.office_id)
    .join(Office, Office.id == Slot.office_id)
    .where(Slot.id == bindparam("slot"), Service.id == bindparam("service"))
)
_HELD_SINCE = select(func.min(Slot.held_since)).where(
    Slot.held_by == bindparam("holder"), Slot.starts_at == bindparam("start"), Slot.held_until > bindparam("now")
)
_RELEASE = (
    update(Slot)
    .where(Slot.held_by == bindparam("holder"), Slot.held_until > bindparam("now"))
    .values(held_by=None, held_since=None, held_until=None)
)
_RELEASE_OTHERS = _RELEASE.where(
    not_(
        and_(
            Slot.technician_id == bindparam("technician"),
            Slot.starts_at >= bindparam("first"),
            Slot.starts_at < bindparam("end"),
        )
    )
)


def hold(
    slot_id: int, service_id: int, holder: str, now: datetime, times: HoldTimes, preferred_technician: int | None = None
) -> Claim:
    """Keep the hour of the slot for the browser; whatever else it held is free again. A hold of its own is renewed.

    Raises NotOffered, ServiceClosed, or SlotTaken with the nearest free hours.
    """
    with writing() as session:
        search, starts_at = find_offer(session, slot_id, service_id, holder, now)
        until = hold_end(session, search, starts_at, times)
        claim = claim_hour(session, search, starts_at, until, preferred_technician)
        release(session, holder, now, keep=claim)
        return claim


def find_offer(
    session: Session, slot_id: int, service_id: int, holder: str | None, now: datetime
) -> tuple[Search, datetime]:
    """What a slot and a service in an address stand for. Raises NotOffered for anything that is not on offer."""
    row = session.connection().execute(_OFFER, {"slot": slot_id, "service": service_id}).first()
    if row is None:
        raise NotOffered
    search = Search(Terms.of_row(row), now, holder)
    check_open(search)
    check_start(search, row.starts_at)
    return search, row.starts_at


def hold_end(session: Session, search: Search, starts_at: datetime, times: HoldTimes) -> datetime:
    """When a hold begun or renewed now ends: one step from now, but not beyond the limit of one holding."""
    values = {"holder": search.holder, "start": starts_at, "now": search.now}
    since = session.connection().scalar(_HELD_SINCE, values)
    return min(search.now + times.step, (since or search.now) + times.limit)


def release(session: Session, holder: str, now: datetime, keep: Claim | None = None) -> None:
    """Free everything that the browser holds, but for what it has just claimed.

    A hold that is over is left alone: it hinders nobody, and somebody else may be taking the row at this moment.
    """
    values = {"holder": holder, "now": now}
    if keep is None:
        session.connection().execute(_RELEASE, values)
    else:
        kept = {"technician": keep.technician_id, "first": keep.starts_at, "end": keep.ends_at}
        session.connection().execute(_RELEASE_OTHERS, values | kept)


def release_expired(now: datetime) -> int:
    """Tidy holds that are over; they hinder nobody meanwhile. Gives how many slots were tidied."""
    with writing() as session:
        over = session.scalars(
            select(Slot.id)
            .where(Slot.held_by.is_not(None), Slot.held_until <= now)
            .with_for_update(skip_locked=True)  # a row that is being taken just now is nobody's to tidy
        ).all()
        session.execute(
            update(Slot)
            .where(Slot.id.in_(over))
            .values(held_by=None, held_since=None, held_until=None)
            .execution_options(synchronize_session=False)
        )
        return len(over)
