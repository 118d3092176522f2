"""Who hears of a change, by which letter and in which language: said before the press, and done by the verb.

A letter to the consumer names no technician, so when only the technician changes it would say nothing new: none is
sent. When the hour changes the person is told, unless a coordinator, with a reason, wants silence (they have just
spoken, say). Technicians always hear of what comes to their agenda and of what leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Appointment, CalendarEntry, Message, Technician
from booking.promises import (
    PATIENCE_FOR_THE_MEETING,
    enqueue_letters,
    letters_to_technicians,
    promise_letter,
    supersede_unsent,
)

By = Literal["mail", "nothing_new", "silence", "no_mail"]


@dataclass(frozen=True)
class Addressee:
    """Somebody who may be told. `technician_id` is empty for the consumer."""

    name: str
    language: str
    technician_id: int | None = None


@dataclass(frozen=True)
class Told:
    """One line of what the page shows: who, in which language, by which letter, or why by none."""

    to: Addressee
    by: By
    letter: str | None = None


@dataclass(frozen=True)
class Change:
    """What is about to change for whom. Plain facts, so that the page and the verb decide alike."""

    consumer: Addressee
    has_mail: bool
    hour_changes: bool
    technicians: tuple[Told, ...]
    silent: bool = False
    unsent: str | None = None
    """The letter that replaces one which is promised to the person and has not surely gone out. It cannot be silenced:
    the one before may have told an hour that is no more."""
    asked_to_choose: bool = False
    """The person may have read that the hour cannot be kept: if it can after all, they must hear so."""


def who_is_told(change: Change) -> list[Told]:
    """Everybody whom the change concerns, the consumer first."""
    return [_consumer(change), *change.technicians]


def is_silent(change: Change) -> bool:
    """Whether somebody who would have been written to is not, because it was asked for."""
    return _consumer(change).by == "silence"


def can_be_silent(change: Change) -> bool:
    """Whether there is anybody to keep it from."""
    return is_silent(replace(change, silent=True))


def _consumer(change: Change) -> Told:
    if not change.has_mail:
        return Told(change.consumer, "no_mail")
    if not change.hour_changes:
        return (
            Told(change.consumer, "mail", "confirmed")
            if change.asked_to_choose
            else Told(change.consumer, "nothing_new")
        )
    if change.unsent is not None:
        return Told(change.consumer, "mail", change.unsent)
    return Told(change.consumer, "silence") if change.silent else Told(change.consumer, "mail", "moved")


def change_of(
    session: Session, appointment: Appointment, technician: Technician, starts_at: datetime, silent: bool = False
) -> Change:
    """The facts about giving the appointment to this technician at this hour. To be asked before it changes."""
    hour_changes = appointment.starts_at != starts_at
    kind = "moved" if hour_changes else "reassigned"
    letters = letters_to_technicians(session, appointment, kind, technician.id, appointment.technician_id)
    concerned = session.scalars(select(Technician).where(Technician.id.in_(letters))).all()
    by_id = {one.id: Addressee(one.name, one.language, one.id) for one in concerned}
    return Change(
        consumer=Addressee(appointment.person.name, appointment.person.language),
        has_mail=appointment.person.email is not None,
        hour_changes=hour_changes,
        technicians=tuple(Told(by_id[one], "mail", letter) for one, letter in letters.items()),
        silent=silent,
        unsent=_unsent_state_letter(session, appointment),
        asked_to_choose=appointment.asked_to_choose_at is not None and _request_may_be_read(session, appointment),
    )


def tell(session: Session, appointment: Appointment, change: Change, now: datetime) -> None:
    """Promise exactly the letters that were shown. Older ones that would say what is no more so are not sent."""
    supersede_unsent(session, appointment, now, "technician", *(["consumer"] if change.hour_changes else []))
    for one in who_is_told(change):
        if one.letter is None:
            continue
        to_consumer = one.to.technician_id is None
        waits = to_consumer and len(change.technicians) > 1 and not appointment.by_phone
        due = now + PATIENCE_FOR_THE_MEETING if waits or one.letter == "confirmed" else now
        recipient = "consumer" if to_consumer else "technician"
        promise_letter(session, appointment, recipient, one.letter, now, due, one.to.technician_id)
    if is_silent(change):
        # The file for the calendar that the person may fetch must be newer than the entry that they have.
        session.get_one(CalendarEntry, appointment.id).sequence += 1
    enqueue_letters(session, appointment)


def _request_may_be_read(session: Session, appointment: Appointment) -> bool:
    tried = session.scalar(
        select(Message.id)
        .where(
            Message.appointment_id == appointment.id,
            Message.kind == "choose_another_hour",
            Message.created_at >= appointment.asked_to_choose_at,
            Message.attempts > 0,
        )
        .limit(1)
    )
    return tried is not None


def _unsent_state_letter(session: Session, appointment: Appointment) -> str | None:
    """What would go out instead of an unsent letter on how things stand: an untried confirmation stays one."""
    unsent = session.execute(
        select(Message.kind, Message.attempts)
        .where(
            Message.appointment_id == appointment.id,
            Message.recipient == "consumer",
            Message.sequence.is_not(None),
            Message.sent_at.is_(None),
            Message.superseded_at.is_(None),
            Message.given_up_at.is_(None),
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    if unsent is None:
        return None
    return "confirmed" if unsent.kind == "confirmed" and unsent.attempts == 0 else "moved"
