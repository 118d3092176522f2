"""Where calls could go: the same hour with a colleague, by load, else the nearest free hour. A call that can stay where
it is keeps its hour rather: what is free nearby is only said.

One look at the free hours serves any number of calls, and what is proposed to one is not proposed to the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from booking.coordinate.rules import Place
from booking.models import SLOT, Appointment, Office, Slot, Technician, technician_service

BEFORE, AFTER = timedelta(days=7), timedelta(days=21)
"""How far around a call another hour for it is looked for."""

AROUND = timedelta(days=3)
"""Calls so near count as load, as when an hour is booked."""

Way = Literal["same_hour", "nearest", "stays", "nobody"]


@dataclass(frozen=True)
class Proposal:
    """What to do with one call. With nobody free the person must be asked, or rung up; the place of a call that stays
    is what a coordinator may choose instead."""

    appointment: Appointment
    way: Way
    place: Place | None = None


class FreeHours:
    """Free slots of an office's technicians around some hours, and who has how much to do."""

    def __init__(self, session: Session, office: Office, around: Sequence[datetime], now: datetime) -> None:
        self.office, self.now = office, now
        first, last = max(now, min(around) - BEFORE), max(around) + AFTER
        self._free: dict[int, dict[datetime, int | None]] = defaultdict(dict)
        for technician_id, starts_at, service_id in session.execute(
            select(Slot.technician_id, Slot.starts_at, Slot.service_id)
            .join(Technician, Technician.id == Slot.technician_id)
            .where(
                Slot.office_id == office.id,
                Slot.starts_at.between(first, last),
                Slot.appointment_id.is_(None),
                Slot.blocked.is_(None),
                or_(Slot.held_until.is_(None), Slot.held_until <= now),
                Technician.left_at.is_(None),
            )
        ):
            self._free[technician_id][starts_at] = service_id
        self._gives: dict[int, set[int]] = defaultdict(set)
        for technician_id, service_id in session.execute(
            select(technician_service.c.technician_id, technician_service.c.service_id).where(
                technician_service.c.technician_id.in_(self._free)
            )
        ):
            self._gives[technician_id].add(service_id)
        self._calls: dict[int, list[datetime]] = defaultdict(list)
        for technician_id, starts_at in session.execute(
            select(Appointment.technician_id, Appointment.starts_at).where(
                Appointment.office_id == office.id,
                Appointment.cancelled_at.is_(None),
                Appointment.starts_at.between(first - AROUND, last + AROUND),
            )
        ):
            self._calls[technician_id].append(starts_at)

    @property
    def technicians(self) -> set[int]:
        """Those with any hour free."""
        return set(self._free)

    def at(self, starts_at: datetime, service_id: int, slots: int) -> list[int]:
        """Technicians who are free for so long from then on, those with least to do first."""
        found = [one for one in self._free if self._is_free(one, starts_at, service_id, slots)]
        return sorted(found, key=lambda one: (self.load(one, starts_at), one))

    def nearest(
        self,
        around: datetime,
        service_id: int,
        slots: int,
        among: Collection[int] | None = None,
        any_time: bool = False,
    ) -> list[Place]:
        """Places with these technicians (None: all), the nearest hour first, with one technician for each hour: within
        notice and horizon, or at `any_time` to come."""
        earliest, latest = self.office.earliest_start(self.now), self.office.latest_start(self.now)
        if any_time:
            earliest, latest = self.now, datetime.max.replace(tzinfo=UTC)
        starts = {
            start
            for technician_id, free in self._free.items()
            if among is None or technician_id in among
            for start in free
            if earliest <= start <= latest and self._is_free(technician_id, start, service_id, slots)
        }
        places = []
        for start in sorted(starts, key=lambda start: (abs(start - around), start)):
            found = [one for one in self.at(start, service_id, slots) if among is None or one in among]
            places.append(Place(found[0], start))
        return places

    def load(self, technician_id: int, around: datetime) -> int:
        """Calls of the technician in the days around."""
        return sum(abs(start - around) < AROUND for start in self._calls[technician_id])

    def take(self, place: Place, slots: int) -> None:
        """From now on this place is not free any more."""
        for start in place.starts(slots):
            self._free[place.technician_id].pop(start, None)
        self._calls[place.technician_id].append(place.starts_at)

    def leave_out(self, technicians: Collection[int] | None, starts_at: datetime, ends_at: datetime) -> None:
        """As if these technicians (None: all) were away then."""
        for technician_id in list(self._free) if technicians is None else technicians:
            free = self._free[technician_id]
            for start in [start for start in free if start < ends_at and start + SLOT > starts_at]:
                del free[start]

    def _is_free(self, technician_id: int, starts_at: datetime, service_id: int, slots: int) -> bool:
        free = self._free[technician_id]
        return service_id in self._gives[technician_id] and all(
            start in free and free[start] in (None, service_id)
            for start in Place(technician_id, starts_at).starts(slots)
        )


def propose(
    appointments: Iterable[Appointment], free: FreeHours, only: int | None = None, can_stay: Collection[int] = ()
) -> list[Proposal]:
    """One proposal for each call, the earliest first. With `only`, that technician gets them or nobody does.

    Calls that `can_stay`, by id, are for colleagues: never for whoever has them. Another hour is looked for when every
    call has had its chance at its own, so that nobody's hour goes to somebody who would have to change.
    """
    ordered = sorted(appointments, key=lambda one: (one.starts_at, one.id))
    found = {one.id: _same_hour(one, free, only) for one in ordered}
    return [found[one.id] or _other_hour(one, free, only, one.id in can_stay) for one in ordered]


def slots_of(appointment: Appointment) -> int:
    """How many consecutive slots the call takes."""
    return (appointment.ends_at - appointment.starts_at) // SLOT


def _same_hour(one: Appointment, free: FreeHours, only: int | None) -> Proposal | None:
    slots = slots_of(one)
    for technician_id in free.at(one.starts_at, one.service_id, slots):
        if only in (None, technician_id) and technician_id != one.technician_id:
            place = Place(technician_id, one.starts_at)
            free.take(place, slots)
            return Proposal(one, "same_hour", place)
    return None


def _other_hour(one: Appointment, free: FreeHours, only: int | None, can_stay: bool) -> Proposal:
    slots = slots_of(one)
    among = free.technicians if only is None else {only}
    if can_stay:
        among = among - {one.technician_id}
    places = (
        place for place in free.nearest(one.starts_at, one.service_id, slots, among) if place.starts_at != one.starts_at
    )
    place = next(places, None)
    if place is not None:
        free.take(place, slots)
        return Proposal(one, "stays" if can_stay else "nearest", place)
    return Proposal(one, "stays" if can_stay and only is not None else "nobody")
