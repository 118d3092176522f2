"""Absences: who is away, from when to when. Calls touched stay where they are until somebody decides about each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.coordinate.actor import Actor
from booking.coordinate.errors import AbsenceRefused, Impossible
from booking.coordinate.publishing import Publishing
from booking.models import Absence, Technician
from database import writing
from staff.audit import note

LONGEST = timedelta(days=366)
"""Longer than a year is a slip of the pen; somebody who is away for longer has left."""

KINDS = ("leave", "training", "meeting", "unplanned", "other")
"""Why, as far as others need to know. Illness is `unplanned`: health is nobody's business here."""


@dataclass(frozen=True)
class Away:
    """Who is away and when."""

    technicians: Collection[int]
    starts_at: datetime
    ends_at: datetime
    kind: str = "other"


def check_absence(away: Away, now: datetime) -> None:
    """Raises AbsenceRefused for what can be seen without asking anybody."""
    if away.kind not in KINDS:
        raise ValueError(f"kinds of absence are {', '.join(KINDS)}")
    if away.ends_at <= away.starts_at:
        raise AbsenceRefused("ends_before_it_begins")
    if away.ends_at - away.starts_at > LONGEST:
        raise AbsenceRefused("too_long")
    if away.ends_at <= now:
        raise AbsenceRefused("past")
    if away.starts_at - now > LONGEST:
        raise AbsenceRefused("too_far")


def record_absence(office_id: int, away: Away, actor: Actor, now: datetime, publishing: Publishing) -> list[int]:
    """Put the technicians down as away: their free hours are not offered from this moment on. Gives the ids.

    All or none. Raises AbsenceRefused, or Impossible for somebody who is not of the office.
    """
    check_absence(away, now)
    with writing() as session:
        technicians = _locked(session, office_id, away.technicians)
        for technician in technicians:
            _check_overlap(session, technician, away)
        absences = [
            Absence(technician_id=one.id, starts_at=away.starts_at, ends_at=away.ends_at, kind=away.kind)
            for one in technicians
        ]
        session.add_all(absences)
        for absence in absences:
            note(session, actor.staff_id, "absence_recorded", absence, now, after=_as_told(absence))
        publishing.publish(session, office_id, now)
        return [absence.id for absence in absences]


def end_absence(office_id: int, absence_id: int, actor: Actor, now: datetime, publishing: Publishing) -> None:
    """Back already, or not going: what is still to come of the absence is taken back, and the hours are free again.

    Raises Impossible for an absence that is over, or of another office.
    """
    with writing() as session:
        absence = session.get(Absence, absence_id)
        if absence is None:
            raise Impossible("other_office")
        _locked(session, office_id, [absence.technician_id])
        if absence.ends_at <= now:
            raise Impossible("past")
        before = _as_told(absence)
        if absence.starts_at >= now:
            note(session, actor.staff_id, "absence_taken_back", absence, now, before=before)
            session.delete(absence)
        else:
            absence.ends_at = now
            note(session, actor.staff_id, "absence_ended", absence, now, before=before, after=_as_told(absence))
        session.flush()
        publishing.publish(session, office_id, now)


def _locked(session: Session, office_id: int, technicians: Collection[int]) -> list[Technician]:
    """Locked against calls that are being given to them at this moment (staff_move.lock_presence)."""
    found = session.scalars(
        select(Technician)
        .where(Technician.id.in_(technicians), Technician.office_id == office_id)
        .order_by(Technician.id)
        .with_for_update(key_share=True)
    ).all()
    if len(found) != len(set(technicians)) or not found:
        raise Impossible("other_office")
    return list(found)


def _check_overlap(session: Session, technician: Technician, away: Away) -> None:
    other = session.scalars(
        select(Absence)
        .where(
            Absence.technician_id == technician.id,
            Absence.starts_at < away.ends_at,
            Absence.ends_at > away.starts_at,
        )
        .order_by(Absence.starts_at)
        .limit(1)
    ).first()
    if other is not None:
        raise AbsenceRefused("overlap", technician.name, other.starts_at, other.ends_at)


def _as_told(absence: Absence) -> dict[str, object]:
    return {
        "technician": absence.technician_id,
        "starts_at": absence.starts_at.isoformat(),
        "ends_at": absence.ends_at.isoformat(),
        "kind": absence.kind,
    }
