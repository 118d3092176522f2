"""Erasing personal data: by rule a year after the call, or because the person asked for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, Select, delete, func, select, update
from sqlalchemy.orm import Session

from booking.models import Appointment, AppointmentLink, CallNote, Person
from booking.promises import record
from database import writing

KEPT = timedelta(days=365)
"""How long after the call of an appointment that became no case (privacy notice; Reg. (EU) 2016/679, 5.1.e)."""

AT_ONCE = 500
"""People erased in one transaction."""

Erase = Callable[[Session, Sequence[int], str, datetime], None]
"""What erases people within a transaction: `erase_in`, or something that calls it and takes more away."""


def erase_by_rule(
    now: datetime, kept: Select[int] | CompoundSelect[int] | None = None, erase: Erase | None = None
) -> int:
    """Erase everybody whose appointment ended longer ago than is kept. Gives how many people.

    `kept` gives the ids of people who stay for another reason; `erase` takes the place of `erase_in`.
    """
    erase = erase or erase_in
    erased = 0
    while True:
        with writing() as session:
            due = session.scalars(
                select(Appointment.person_id)
                .join(Person, Person.id == Appointment.person_id)
                .where(Person.erased_at.is_(None), *([] if kept is None else [Person.id.not_in(kept)]))
                .group_by(Appointment.person_id)
                .having(func.max(Appointment.ends_at) <= now - KEPT)
                .limit(AT_ONCE)
            ).all()
            erase(session, due, "rule", now)
            erased += len(due)
        if len(due) < AT_ONCE:
            return erased


def erase_on_request(reference: str, now: datetime, erase: Erase | None = None) -> bool:
    """Erase the person of an appointment that is over or cancelled. False when there is no such appointment.

    `erase` takes the place of `erase_in`. Raises ValueError while the appointment is still to come: it has to be
    cancelled first, or nobody could be told.
    """
    erase = erase or erase_in
    with writing() as session:
        appointment = session.scalars(select(Appointment).where(Appointment.reference == reference.upper())).first()
        if appointment is None:
            return False
        if appointment.is_live(now):
            raise ValueError("the appointment is still to come: cancel it first")
        erase(session, [appointment.person_id], "request", now)
        return True


def erase_in(session: Session, people: Sequence[int], why: str, now: datetime) -> None:
    """What named or described the people goes; their appointments stay for the figures, and say that it happened.

    Within the session's transaction. `why` is a code: rule or request.
    """
    if not people:
        return
    nothing = {"name": "", "email": None, "phone": None, "identity_number": "", "address": ""}
    session.execute(update(Person).where(Person.id.in_(people)).values(**nothing, erased_at=now))
    appointments = session.scalars(select(Appointment).where(Appointment.person_id.in_(people))).all()
    for appointment in appointments:
        appointment.matter, appointment.company, appointment.needs = "", "", []
        record(session, appointment, "erased", "system", now, {"why": why})
    session.execute(delete(CallNote).where(CallNote.appointment_id.in_([one.id for one in appointments])))
    session.execute(
        update(AppointmentLink)
        .where(
            AppointmentLink.appointment_id.in_([appointment.id for appointment in appointments]),
            AppointmentLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
