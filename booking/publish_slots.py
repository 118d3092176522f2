"""Publishing slots: what the weekly hours ask for becomes rows, and each row learns whether it is blocked, and by what.

Publishing says how things stand now, whatever changed since the last time, and doing it again changes nothing. It is
called after every change of hours, closures, absences, holidays or busy time, and by a schedule that opens new days.
Slots of the past are left alone. A taken or held slot that nobody would publish today stays too: it is blocked, so that
it is not offered again, and the appointment is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, Executable, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from booking.models import SLOT, Office, Slot
from booking.opening_hours import Opening, openings
from booking.timetable import ABSENCE, HOURS, NEVER, NOBODY_ATTENDS, Timetable, load_timetable
from database import db, writing


@dataclass(frozen=True)
class Published:
    """What a publication changed in one office."""

    created: int
    removed: int
    blocked: int
    """Slots that are blocked now and were not before, new ones included."""
    unblocked: int
    orphaned: list[int]
    """Ids of the appointments that nobody would attend as things stand, whether or not this is new. Calls that a
    coordinator placed knowingly are not among them."""


def publish_all(now: datetime, zone: ZoneInfo, reads_outlook: bool) -> dict[int, Published]:
    """Publish every office, each in a transaction of its own. By office id."""
    offices = db.session.scalars(select(Office.id).order_by(Office.id)).all()
    return {office_id: publish_slots(office_id, now, zone, reads_outlook) for office_id in offices}


def publish_slots(office_id: int, now: datetime, zone: ZoneInfo, reads_outlook: bool) -> Published:
    """Publish an office from now to the end of the last day of its horizon. `zone` is the office's.

    With `reads_outlook`, busy time in Outlook blocks, and so does a calendar that could not be read. The number of
    statements does not depend on the number of technicians.
    """
    with writing() as session:
        return publish_within(session, office_id, now, zone, reads_outlook)


def publish_within(session: Session, office_id: int, now: datetime, zone: ZoneInfo, reads_outlook: bool) -> Published:
    """The same in the transaction of whoever changes hours, closures, absences or holidays."""
    # Two publications come one after the other; bookings, which only refer to the office, do not wait for them.
    office = session.scalars(select(Office).where(Office.id == office_id).with_for_update(key_share=True)).one()
    return _apply(
        session, _changes(session, office, load_timetable(session, office, now, zone, reads_outlook), now, zone), now
    )


def preview(session: Session, office: Office, timetable: Timetable, now: datetime, zone: ZoneInfo) -> Published:
    """What publishing would change if the timetable were this one. Reads only."""
    changes = _changes(session, office, timetable, now, zone)
    return Published(len(changes.new), len(changes.gone), changes.blocked, changes.unblocked, sorted(changes.orphaned))


@dataclass(frozen=True)
class _Row:
    """A slot of the future as it is on file."""

    id: int
    technician_id: int
    starts_at: datetime
    office_id: int
    service_id: int | None
    blocked: str | None
    held_until: datetime | None
    appointment_id: int | None
    accepted: str | None

    def is_in_use(self, now: datetime) -> bool:
        return self.appointment_id is not None or (self.held_until is not None and self.held_until > now)


@dataclass
class _Changes:
    """Rows to write, as parameters of the statements in `_apply`."""

    new: list[dict[str, Any]] = field(default_factory=list)
    gone: list[dict[str, Any]] = field(default_factory=list)
    corrected: list[dict[str, Any]] = field(default_factory=list)
    blocked: int = 0
    unblocked: int = 0
    orphaned: set[int] = field(default_factory=set)

    def count(self, before: str | None, after: str | None) -> None:
        self.blocked += before is None and after is not None
        self.unblocked += before is not None and after is None


def _changes(session: Session, office: Office, timetable: Timetable, now: datetime, zone: ZoneInfo) -> _Changes:
    wanted = {
        (opening.technician_id, opening.starts_at): opening
        for opening in openings(timetable.rules, timetable.first_day, timetable.last_day, zone)
        if opening.starts_at > now
    }
    return _compare(office.id, wanted, _rows_after(session, timetable, now), timetable, now)


def _rows_after(session: Session, timetable: Timetable, now: datetime) -> list[_Row]:
    """By technician and time, so that every transaction locks rows in the same order."""
    rows = session.execute(
        select(
            Slot.id,
            Slot.technician_id,
            Slot.starts_at,
            Slot.office_id,
            Slot.service_id,
            Slot.blocked,
            Slot.held_until,
            Slot.appointment_id,
            Slot.accepted,
        )
        .where(Slot.technician_id.in_(timetable.technicians), Slot.starts_at > now)
        .order_by(Slot.technician_id, Slot.starts_at)
    )
    return [_Row(*row) for row in rows]


def _compare(
    office_id: int,
    wanted: Mapping[tuple[int, datetime], Opening],
    rows: list[_Row],
    timetable: Timetable,
    now: datetime,
) -> _Changes:
    changes = _Changes()
    for row in rows:
        opening = wanted.get((row.technician_id, row.starts_at))
        if opening is None and not row.is_in_use(now):
            changes.gone.append({"slot": row.id})
            continue
        reason = _outside_hours(row, timetable) if opening is None else timetable.reason_to_block(opening)
        before = (row.blocked, row.service_id, row.office_id)
        if opening is None or row.is_in_use(now):
            after = (reason, row.service_id, row.office_id)
        else:
            after = (reason, opening.service_id, office_id)
        if before != after:
            changes.corrected.append({"slot": row.id, "reason": after[0], "service": after[1], "office": after[2]})
            changes.count(row.blocked, reason)
        if row.appointment_id is not None and reason in NOBODY_ATTENDS and reason != row.accepted:
            changes.orphaned.add(row.appointment_id)
    for key in sorted(wanted.keys() - {(row.technician_id, row.starts_at) for row in rows}):
        opening = wanted[key]
        reason = timetable.reason_to_block(opening)
        changes.new.append(
            {
                "office_id": office_id,
                "technician_id": opening.technician_id,
                "starts_at": opening.starts_at,
                "ends_at": opening.ends_at,
                "local_date": opening.local_date,
                "service_id": opening.service_id,
                "blocked": reason,
            }
        )
        changes.count(None, reason)
    return changes


def _outside_hours(row: _Row, timetable: Timetable) -> str:
    """Being away counts more than not being on duty: a call placed knowingly outside the hours must be seen again."""
    away = timetable.absences.get(row.technician_id, NEVER).touch(row.starts_at, row.starts_at + SLOT)
    return ABSENCE if away else HOURS


def _apply(session: Session, changes: _Changes, now: datetime) -> Published:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # A conflict can only come from a technician who is changing offices while both publish; the next time mends it.
    insert = dialect.insert(Slot).on_conflict_do_nothing()
    # Somebody may have taken or held the slot since it was read, so the statement asks again.
    remove = delete(Slot).where(
        Slot.id == bindparam("slot"),
        Slot.appointment_id.is_(None),
        or_(Slot.held_until.is_(None), Slot.held_until <= now),
    )
    correct = (
        update(Slot)
        .where(Slot.id == bindparam("slot"))
        .values(blocked=bindparam("reason"), service_id=bindparam("service"), office_id=bindparam("office"))
    )
    removed = _execute(session, remove, changes.gone)
    _execute(session, correct, changes.corrected)
    _execute(session, insert, changes.new)
    return Published(len(changes.new), removed, changes.blocked, changes.unblocked, sorted(changes.orphaned))


def _execute(session: Session, statement: Executable, rows: list[dict[str, Any]]) -> int:
    """Run one statement for many rows; gives how many it changed."""
    if not rows:
        return 0
    result = session.connection().execute(statement, rows)
    assert isinstance(result, CursorResult)
    return result.rowcount
