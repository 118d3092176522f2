"""Weekly hours of a technician: what a change would do, and the change.

The preview asks the function that publishes, with the rules as they would be, so it cannot promise anything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from booking.coordinate.actor import Actor
from booking.coordinate.errors import HoursRefused, Impossible, StaleForm
from booking.coordinate.publishing import Publishing
from booking.models import Office, Technician, WorkingHours, technician_service
from booking.publish_slots import Published, preview
from booking.timetable import load_timetable
from database import writing
from staff.audit import note

FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Row:
    """A weekly stretch in wall time, on one ISO weekday; `service_id` where it is kept for one service."""

    weekday: int
    starts: time
    ends: time
    service_id: int | None = None


@dataclass(frozen=True)
class Week:
    """The weekly hours of a technician from a day on. No rows: from that day on there are none."""

    technician_id: int
    rows: Sequence[Row]
    valid_from: date


@dataclass(frozen=True)
class HoursPreview:
    """What saving would do to free hours, and ids of the appointments that would fall outside."""

    created: int
    removed: int
    outside: list[int]


def check_week(week: Week, gives: Iterable[int], today: date) -> None:
    """Raises HoursRefused for rows that make no sense, by themselves or together."""
    if week.valid_from < today:
        raise HoursRefused("past")
    if week.valid_from - today > FARTHEST:
        raise HoursRefused("too_far")
    services = set(gives)
    for number, row in enumerate(week.rows):
        if row.starts >= row.ends:
            raise HoursRefused("ends_before_it_begins", (number,))
        if any(wall.minute % 30 or wall.second or wall.microsecond for wall in (row.starts, row.ends)):
            raise HoursRefused("off_grid", (number,))
        if row.service_id is not None and row.service_id not in services:
            raise HoursRefused("not_given", (number,))
        for other in range(number):
            before = week.rows[other]
            if before.weekday == row.weekday and before.starts < row.ends and row.starts < before.ends:
                raise HoursRefused("overlap", (other, number))


def hours_on(session: Session, technician_id: int, day: date) -> list[WorkingHours]:
    """The rules that hold on a day or begin later, in the order of the week."""
    return list(
        session.scalars(
            select(WorkingHours)
            .where(
                WorkingHours.technician_id == technician_id,
                (WorkingHours.valid_until.is_(None)) | (WorkingHours.valid_until >= day),
            )
            .order_by(WorkingHours.valid_from, WorkingHours.weekday, WorkingHours.starts)
        )
    )


def fingerprint(rules: Iterable[WorkingHours]) -> str:
    """Of the rules as a page showed them: another one means that somebody has changed them since."""
    told = [
        (rule.id, rule.weekday, rule.starts, rule.ends, rule.service_id, rule.valid_from, rule.valid_until)
        for rule in rules
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def preview_hours(session: Session, week: Week, now: datetime, publishing: Publishing) -> HoursPreview:
    """What `edit_hours` would do. Reads only. Raises HoursRefused as that does."""
    technician = session.get_one(Technician, week.technician_id)
    gives = _gives(session, technician.id)
    check_week(week, gives, publishing.today(now))
    office = session.get_one(Office, technician.office_id)
    timetable = load_timetable(session, office, now, publishing.zone, publishing.reads_outlook)
    alone = replace(timetable, technicians=frozenset({technician.id}))
    present = [rule for rule in timetable.rules if rule.technician_id == technician.id]
    planned = _rules_after(present, week) if gives and technician.left_at is None else []

    def published(rules: list[WorkingHours]) -> Published:
        return preview(session, office, replace(alone, rules=rules), now, publishing.zone)

    as_is, then = published(present), published(planned)
    return HoursPreview(
        created=then.created - as_is.created,
        removed=then.removed - as_is.removed,
        outside=sorted(set(then.orphaned) - set(as_is.orphaned)),
    )


def edit_hours(week: Week, seen: str, actor: Actor, now: datetime, publishing: Publishing) -> Published:
    """From a day on, these are the technician's weekly hours; what held before ends the day before.

    `seen` is the fingerprint of the rules that the page showed. Raises StaleForm, HoursRefused, or Impossible for
    somebody who left. Appointments that fall outside stay, and are given back as orphaned.
    """
    with writing() as session:
        technician = session.scalars(
            select(Technician).where(Technician.id == week.technician_id).with_for_update(key_share=True)
        ).one()
        if technician.left_at is not None:
            raise Impossible("left")
        check_week(week, _gives(session, technician.id), publishing.today(now))
        shown = hours_on(session, technician.id, publishing.today(now))
        if fingerprint(shown) != seen:
            raise StaleForm
        before = [_as_told(rule) for rule in shown]
        _replace_rules(session, week)
        after = [_as_told(rule) for rule in hours_on(session, technician.id, publishing.today(now))]
        note(session, actor.staff_id, "hours_changed", technician, now, before={"rows": before}, after={"rows": after})
        return publishing.publish(session, technician.office_id, now)


def _replace_rules(session: Session, week: Week) -> None:
    of_technician = WorkingHours.technician_id == week.technician_id
    session.execute(delete(WorkingHours).where(of_technician, WorkingHours.valid_from >= week.valid_from))
    session.execute(
        update(WorkingHours)
        .where(of_technician, (WorkingHours.valid_until.is_(None)) | (WorkingHours.valid_until >= week.valid_from))
        .values(valid_until=week.valid_from - timedelta(days=1))
    )
    session.add_all(_new_rules(week))
    session.flush()


def _rules_after(present: Iterable[WorkingHours], week: Week) -> list[WorkingHours]:
    """The rules as `_replace_rules` would leave them, as objects that no session knows."""
    last_day = week.valid_from - timedelta(days=1)
    kept = [
        WorkingHours(
            id=rule.id,
            technician_id=rule.technician_id,
            weekday=rule.weekday,
            starts=rule.starts,
            ends=rule.ends,
            service_id=rule.service_id,
            valid_from=rule.valid_from,
            valid_until=min(rule.valid_until or last_day, last_day),
        )
        for rule in present
        if rule.valid_from < week.valid_from
    ]
    new = _new_rules(week)
    for number, rule in enumerate(new):
        rule.id = -1 - number  # rules are told apart, and put in order, by their ids
    return kept + new


def _new_rules(week: Week) -> list[WorkingHours]:
    return [
        WorkingHours(
            technician_id=week.technician_id,
            weekday=row.weekday,
            starts=row.starts,
            ends=row.ends,
            service_id=row.service_id,
            valid_from=week.valid_from,
        )
        for row in week.rows
    ]


def _gives(session: Session, technician_id: int) -> set[int]:
    return set(
        session.scalars(
            select(technician_service.c.service_id).where(technician_service.c.technician_id == technician_id)
        )
    )


def _as_told(rule: WorkingHours) -> dict[str, object]:
    return {
        "weekday": rule.weekday,
        "starts": rule.starts.isoformat("minutes"),
        "ends": rule.ends.isoformat("minutes"),
        "service": rule.service_id,
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
    }
