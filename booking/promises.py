"""What a change promises to the outside, written in the change's own transaction: meetings and letters.

The rows are the promise; the enqueued workflow is only the quickest way to keep it. A schedule asks the tables for
what is due and not done, so a lost workflow delays and never loses.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import jobs
from booking.models import Appointment, AppointmentEvent, CalendarEntry, Meeting, Message

PATIENCE_FOR_THE_MEETING = timedelta(seconds=20)
"""How long a letter waits for the meeting being made, so that it can say that all is ready. Then it goes without."""

STATE_LETTERS = ("confirmed", "moved", "cancelled")
"""Letters that say how things stand. A newer one makes an unsent older one pointless; only these carry a calendar."""


def record(
    session: Session,
    appointment: Appointment,
    kind: str,
    actor: str,
    now: datetime,
    details: dict[str, str] | None = None,
) -> None:
    """Add a line to the appointment's history. Details are codes and times, never personal data."""
    session.add(
        AppointmentEvent(
            appointment_id=appointment.id,
            happened_at=now,
            kind=kind,
            actor=actor,
            revision=appointment.revision,
            details=details or {},
        )
    )


def promise_meeting(session: Session, appointment: Appointment, now: datetime) -> None:
    """Ask for a meeting in the calendar of the appointment's technician, at its present time."""
    meeting = Meeting(
        appointment_id=appointment.id,
        technician_id=appointment.technician_id,
        transaction_id=str(uuid.uuid4()),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        created_at=now,
        next_attempt_at=now,
    )
    session.add(meeting)
    session.flush()
    enqueue_meeting(session, meeting, appointment.revision)


def open_calendar(session: Session, appointment: Appointment, now: datetime) -> CalendarEntry:
    """Give the appointment its calendar object for life, for letters and for download. SEQUENCE begins at 0."""
    uid = f"{uuid.uuid4()}@{appointment.office.email.partition('@')[2]}"
    entry = CalendarEntry(appointment_id=appointment.id, uid=uid, sequence=-1, created_at=now)
    session.add(entry)
    return entry


def adjust_meetings(session: Session, appointment: Appointment, now: datetime) -> None:
    """After a move or a cancellation: make the calendars follow. A new technician needs a new meeting."""
    has_one = False
    for meeting in session.scalars(select(Meeting).where(Meeting.appointment_id == appointment.id, Meeting.wanted)):
        meeting.wanted = appointment.cancelled_at is None and meeting.technician_id == appointment.technician_id
        has_one = has_one or meeting.wanted
        meeting.settled_at = None
        meeting.attempts = 0
        meeting.next_attempt_at = now
        enqueue_meeting(session, meeting, appointment.revision)
    if appointment.cancelled_at is None and not has_one:
        promise_meeting(session, appointment, now)


def promise_letters(
    session: Session,
    appointment: Appointment,
    kind: str,
    now: datetime,
    old_technician: int | None = None,
    calendar: CalendarEntry | None = None,
) -> None:
    """Tell the consumer and the technician how things stand; what was not sent yet is superseded by this.

    `old_technician` had the appointment before and hears that it is no longer theirs. `calendar` spares a question to
    whoever has the entry already.
    """
    confirmation_unsent = appointment.revision > 0 and supersede_unsent(session, appointment, now)
    if kind == "moved" and confirmation_unsent:
        kind = "confirmed"  # the person has not heard of the first hour: this letter is their confirmation
    new_meeting = kind == "confirmed" or old_technician not in (None, appointment.technician_id)
    due = now + PATIENCE_FOR_THE_MEETING if new_meeting and not appointment.by_phone else now
    if appointment.person.email is not None:
        promise_letter(session, appointment, "consumer", kind, now, due, calendar=calendar)
    _promise_to_technicians(session, appointment, kind, now, old_technician)
    enqueue_letters(session, appointment)


def _promise_to_technicians(
    session: Session, appointment: Appointment, kind: str, now: datetime, old_technician: int | None
) -> None:
    """Who has it hears how it stands; who had it hears that it is theirs no longer, even several changes later."""
    present = appointment.technician_id
    if appointment.revision:
        letters = letters_to_technicians(session, appointment, kind, present, old_technician)
    else:
        letters = {present: "technician_booked"}
    for technician_id, letter in letters.items():
        promise_letter(session, appointment, "technician", letter, now, now, technician_id)


def letters_to_technicians(
    session: Session, appointment: Appointment, kind: str, present: int, old_technician: int | None
) -> dict[int, str]:
    """What each technician hears, by id, when the appointment is with `present` after a change of this kind.

    `reassigned` is a change of technician alone: whoever already knows of this very hour as theirs hears nothing.
    """
    heard = _last_heard(session, appointment)
    believe_it_is_theirs = {technician for technician, last in heard.items() if last.kind != "technician_cancelled"}
    letters = {}
    if kind == "cancelled":
        letters[present] = "technician_cancelled"
    elif present not in believe_it_is_theirs or (kind == "reassigned" and heard[present].perhaps_cancelled):
        letters[present] = "technician_booked"
    elif kind != "reassigned" or heard[present].at < appointment.chosen_at:
        letters[present] = "technician_moved"
    former = believe_it_is_theirs | ({old_technician} if old_technician is not None else set())
    return letters | dict.fromkeys(sorted(former - {present}), "technician_cancelled")


@dataclass(frozen=True)
class _Heard:
    """The last letter that a technician is to be believed to have read; and whether they may have read, since, that
    the appointment is theirs no longer."""

    kind: str
    at: datetime
    perhaps_cancelled: bool = False


def _last_heard(session: Session, appointment: Appointment) -> dict[int, _Heard]:
    """What each technician was told last, by their id.

    That it is theirs counts from the first try, which may have arrived; that it is not, only once it surely went.
    """
    told = session.execute(
        select(Message.technician_id, Message.kind, Message.created_at, Message.sent_at)
        .where(
            Message.appointment_id == appointment.id,
            Message.recipient == "technician",
            Message.attempts > 0,
        )
        .order_by(Message.id)
    )
    heard: dict[int, _Heard] = {}
    for technician_id, kind, created_at, sent_at in told:
        if technician_id is None:
            continue
        if kind != "technician_cancelled" or sent_at is not None:
            heard[technician_id] = _Heard(kind, created_at)
        elif technician_id in heard:
            heard[technician_id] = replace(heard[technician_id], perhaps_cancelled=True)
    return heard


def promise_letter(
    session: Session,
    appointment: Appointment,
    recipient: str,
    kind: str,
    now: datetime,
    due: datetime,
    technician_id: int | None = None,
    calendar: CalendarEntry | None = None,
) -> Message:
    """One letter. A state letter to the consumer raises SEQUENCE of their calendar entry (RFC 5546 2.1.4)."""
    message_id = f"{uuid.uuid4()}@{appointment.office.email.partition('@')[2]}"
    message = Message(
        appointment_id=appointment.id,
        recipient=recipient,
        technician_id=(technician_id or appointment.technician_id) if recipient == "technician" else None,
        kind=kind,
        revision=appointment.revision,
        message_id=message_id,
        created_at=now,
        next_attempt_at=due,
    )
    if recipient == "consumer":
        entry = calendar or session.get_one(CalendarEntry, appointment.id)
        if entry.first_message_id is None:
            entry.first_message_id = message_id
        else:
            message.in_reply_to = entry.first_message_id
        if kind in STATE_LETTERS:
            entry.sequence += 1
            message.sequence = entry.sequence
    session.add(message)
    return message


def enqueue_meeting(session: Session, meeting: Meeting, revision: int, again: str = "") -> None:
    """Queue the work on one meeting behind other work on the same calendar."""
    jobs.enqueue(
        session,
        jobs.MEETINGS,
        "arrange_meeting",
        str(meeting.technician_id),
        meeting.id,
        workflow_id=f"meeting-{meeting.id}-{revision}{again}",
    )


def enqueue_letters(session: Session, appointment: Appointment, again: str = "") -> None:
    """Queue the sending of an appointment's letters, one after the other."""
    jobs.enqueue(
        session,
        jobs.LETTERS,
        "send_letters",
        str(appointment.id),
        appointment.id,
        workflow_id=f"letters-{appointment.id}-{appointment.revision}{again}",
    )


def supersede_unsent(session: Session, appointment: Appointment, now: datetime, *recipients: str) -> bool:
    """Mark unsent letters (to these recipients, else all) as superseded; says whether an untried confirmation was one.

    A letter that was tried may have arrived although we did not hear so. It is superseded too, but counts as heard.
    """
    unsent = session.scalars(
        select(Message).where(
            Message.appointment_id == appointment.id,
            Message.sent_at.is_(None),
            Message.superseded_at.is_(None),
            *([Message.recipient.in_(recipients)] if recipients else []),
        )
    ).all()
    session.execute(update(Message).where(Message.id.in_([message.id for message in unsent])).values(superseded_at=now))
    return any(message.kind == "confirmed" and message.attempts == 0 for message in unsent)
