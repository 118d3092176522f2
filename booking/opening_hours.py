"""From weekly hours in wall time to slots in UTC, right across both changes of clock, and sets of time.

Nothing here reads the database. A slot begins on a half hour of the wall clock. Wall times that the clock skips in
March give no slot; those that it repeats in October give one, the first time round, because nobody could tell the
second "2:30" from the first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from booking.models import SLOT, WorkingHours

_SLOT_MINUTES = SLOT // timedelta(minutes=1)

Span = tuple[datetime, datetime]
"""From, inclusive, to, exclusive."""


@dataclass(frozen=True)
class Opening:
    """A slot that the weekly hours ask for. Starts in UTC; the day is the wall calendar's."""

    technician_id: int
    starts_at: datetime
    local_date: date
    service_id: int | None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + SLOT


def openings(rules: Iterable[WorkingHours], first: date, last: date, zone: ZoneInfo) -> Iterator[Opening]:
    """Every slot of the rules from the first to the last day, both included, each once, in no particular order.

    Where rules of a technician overlap, one that is kept for a service wins over one for all, then the older one.
    """
    starts_of = cache(slot_starts)  # technicians share their hours, and converting times is most of the work
    seen: set[tuple[int, datetime]] = set()
    for rule in sorted(rules, key=lambda rule: (rule.service_id is None, rule.id)):
        for day in _days(rule, first, last):
            for starts_at in starts_of(rule.starts, rule.ends, day, zone):
                if (rule.technician_id, starts_at) not in seen:
                    seen.add((rule.technician_id, starts_at))
                    yield Opening(rule.technician_id, starts_at, day, rule.service_id)


def slot_starts(starts: time, ends: time, day: date, zone: ZoneInfo) -> list[datetime]:
    """Starts, in UTC, of the slots that fit between two wall times of a day."""
    first = -(-_minutes(starts) // _SLOT_MINUTES) * _SLOT_MINUTES
    last = _minutes(ends) - _SLOT_MINUTES
    found = (_instant(day, minutes, zone) for minutes in range(first, last + 1, _SLOT_MINUTES))
    return [instant for instant in found if instant is not None]


class Spans:
    """Some stretches of time, and whether another one touches any. Stretches may overlap and come in any order."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        merged: list[Span] = []
        for starts_at, ends_at in sorted(spans):
            if merged and starts_at <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], ends_at))
            else:
                merged.append((starts_at, ends_at))
        self._starts = [starts_at for starts_at, _ in merged]
        self._ends = [ends_at for _, ends_at in merged]

    def touch(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether any moment of the stretch is inside."""
        return bisect_left(self._starts, ends_at) > bisect_right(self._ends, starts_at)


def _days(rule: WorkingHours, first: date, last: date) -> Sequence[date]:
    """The days between the two, both included, on which the rule holds."""
    begin = max(first, rule.valid_from)
    end = last if rule.valid_until is None else min(last, rule.valid_until)
    begin += timedelta(days=(rule.weekday - begin.isoweekday()) % 7)
    return [begin + timedelta(weeks=week) for week in range((end - begin).days // 7 + 1)]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime | None:
    """The first instant at which the wall clock shows this, or None when it never does."""
    wall = datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=zone)
    instant = wall.astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None) else None
