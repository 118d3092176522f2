"""What an office's weekly hours are at a moment, and what keeps its technicians from being there.

Read in a number of queries that does not depend on how many technicians there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from booking.models import (
    CATALONIA,
    Absence,
    BusyTime,
    Closure,
    Holiday,
    Meeting,
    Office,
    Service,
    Technician,
    WorkingHours,
    technician_service,
)
from booking.opening_hours import Opening, Span, Spans

HOURS = "hours"
HOLIDAY = "holiday"
CLOSURE = "closure"
ABSENCE = "absence"
OUTLOOK = "outlook"
UNREADABLE = "unreadable"

NOBODY_ATTENDS = frozenset({HOURS, HOLIDAY, CLOSURE, ABSENCE, OUTLOOK})
"""Reasons that make a taken slot a call without a technician. A calendar that cannot be read does not say so."""

NEVER = Spans()

OLDEST_READING = timedelta(hours=24)
"""A calendar last read longer ago than this counts as unreadable: what it says may no longer be so."""


@dataclass(frozen=True)
class Timetable:
    """The rules that count, and the days and times at which there is nobody. Mappings are by technician id."""

    first_day: date
    last_day: date
    technicians: frozenset[int]
    """All of the office, those who left included."""
    rules: list[WorkingHours]
    holidays: frozenset[date]
    closed: frozenset[date]
    absences: Mapping[int, Spans]
    busy: Mapping[int, Spans]
    unreadable: frozenset[int]

    def reason_to_block(self, opening: Opening) -> str | None:
        """Why nobody is there, or None when somebody is. Of several reasons the one that holds for most people."""
        start, end = opening.starts_at, opening.ends_at
        if opening.local_date in self.holidays:
            return HOLIDAY
        if opening.local_date in self.closed:
            return CLOSURE
        if self.absences.get(opening.technician_id, NEVER).touch(start, end):
            return ABSENCE
        if self.busy.get(opening.technician_id, NEVER).touch(start, end):
            return OUTLOOK
        return UNREADABLE if opening.technician_id in self.unreadable else None


def load_timetable(session: Session, office: Office, now: datetime, zone: ZoneInfo, reads_outlook: bool) -> Timetable:
    """The timetable from now to the office's horizon. Without `reads_outlook`, calendars in Outlook do not matter."""
    first, last = now.astimezone(zone).date(), office.latest_start(now).astimezone(zone).date()
    technicians = session.scalars(select(Technician).where(Technician.office_id == office.id)).all()
    ours = Technician.office_id == office.id
    return Timetable(
        first_day=first,
        last_day=last,
        technicians=frozenset(technician.id for technician in technicians),
        rules=_rules(session, ours, first),
        holidays=_holidays(session, office, first, last),
        closed=_closed_days(session, office, first, last),
        absences=_absences(session, ours, now),
        busy=_busy(session, ours, now) if reads_outlook else {},
        unreadable=frozenset(
            technician.id for technician in technicians if reads_outlook and not is_readable(technician, now)
        ),
    )


def is_readable(technician: Technician, now: datetime) -> bool:
    """Whether we know what the technician's calendar in Outlook says."""
    return technician.busy_read_at is not None and now - technician.busy_read_at <= OLDEST_READING


def _rules(session: Session, ours: ColumnElement[bool], first: date) -> list[WorkingHours]:
    """Weekly hours of technicians who still work, for services that they give and that are still offered."""
    gives: dict[int, set[int]] = defaultdict(set)
    given = (
        select(technician_service.c.technician_id, Service.id)
        .join(Service, Service.id == technician_service.c.service_id)
        .join(Technician, Technician.id == technician_service.c.technician_id)
        .where(ours, Technician.left_at.is_(None), Service.withdrawn_at.is_(None))
    )
    for technician_id, service_id in session.execute(given):
        gives[technician_id].add(service_id)
    rules = session.scalars(
        select(WorkingHours)
        .join(Technician, Technician.id == WorkingHours.technician_id)
        .where(ours, or_(WorkingHours.valid_until.is_(None), WorkingHours.valid_until >= first))
    )
    return [
        rule
        for rule in rules
        if gives[rule.technician_id] and (rule.service_id is None or rule.service_id in gives[rule.technician_id])
    ]


def _holidays(session: Session, office: Office, first: date, last: date) -> frozenset[date]:
    return frozenset(
        session.scalars(
            select(Holiday.day).where(
                Holiday.place.in_([CATALONIA, office.seat_ine_code]), Holiday.day.between(first, last)
            )
        )
    )


def _closed_days(session: Session, office: Office, first: date, last: date) -> frozenset[date]:
    closures = session.scalars(
        select(Closure).where(Closure.office_id == office.id, Closure.first_day <= last, Closure.last_day >= first)
    )
    days: set[date] = set()
    for closure in closures:
        begin, end = max(closure.first_day, first), min(closure.last_day, last)
        days.update(begin + timedelta(days=number) for number in range((end - begin).days + 1))
    return frozenset(days)


def _absences(session: Session, ours: ColumnElement[bool], now: datetime) -> Mapping[int, Spans]:
    rows = session.execute(
        select(Absence.technician_id, Absence.starts_at, Absence.ends_at)
        .join(Technician, Technician.id == Absence.technician_id)
        .where(ours, Absence.ends_at > now)
    )
    return _by_technician((technician_id, (starts_at, ends_at)) for technician_id, starts_at, ends_at in rows)


def _busy(session: Session, ours: ColumnElement[bool], now: datetime) -> Mapping[int, Spans]:
    """Busy time without the meetings that we made ourselves: each accounts for one entry of exactly its times."""
    rows = session.execute(
        select(BusyTime.technician_id, BusyTime.starts_at, BusyTime.ends_at)
        .join(Technician, Technician.id == BusyTime.technician_id)
        .where(ours, BusyTime.ends_at > now)
    )
    entries = Counter((technician_id, (starts_at, ends_at)) for technician_id, starts_at, ends_at in rows)
    meetings = session.execute(
        select(Meeting.technician_id, Meeting.starts_at, Meeting.ends_at)
        .join(Technician, Technician.id == Meeting.technician_id)
        .where(
            ours,
            Meeting.ends_at > now,
            # A meeting that was deleted after the calendar was read is still in the reading.
            or_(Meeting.wanted, Meeting.settled_at.is_(None), Meeting.settled_at >= Technician.busy_read_at),
        )
    )
    entries.subtract(Counter((technician_id, (starts_at, ends_at)) for technician_id, starts_at, ends_at in meetings))
    return _by_technician(entry for entry, count in entries.items() if count > 0)


def _by_technician(entries: Iterable[tuple[int, Span]]) -> Mapping[int, Spans]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for technician_id, span in entries:
        spans[technician_id].append(span)
    return {technician_id: Spans(found) for technician_id, found in spans.items()}
