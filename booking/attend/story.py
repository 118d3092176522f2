"""Everything that is known of one call besides the appointment itself, for the staff of its office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import (
    Appointment,
    AppointmentEvent,
    Attendance,
    Call,
    CallNote,
    GraphCall,
    Meeting,
    Message,
    Person,
)
from staff.models import StaffMember

MOST_EARLIER = 20
"""Other appointments of perhaps the same person, newest first."""


@dataclass(frozen=True)
class Story:
    """What happened, what was sent and written, and what Teams said."""

    events: Sequence[AppointmentEvent]
    messages: Sequence[Message]
    graph_calls: Sequence[GraphCall]
    notes: dict[str, CallNote]
    """By block."""
    attendance: Attendance | None
    others: Sequence[Appointment]
    """Appointments at the same office under the same mail address or telephone."""
    names: dict[int, str]
    """Of the members of staff who did something, by id."""


def read_story(session: Session, appointment: Appointment, call: Call | None) -> Story:
    """In a number of queries that does not depend on how much has happened."""
    events = session.scalars(
        select(AppointmentEvent)
        .where(AppointmentEvent.appointment_id == appointment.id)
        .order_by(AppointmentEvent.happened_at, AppointmentEvent.id)
    ).all()
    notes = read_notes(session, appointment.id)
    writers = {note.saved_by for note in notes.values()}
    closers = {call.closed_by} if call is not None and call.closed_by is not None else set()
    actors = {int(event.actor) for event in events if event.actor.isdecimal()}
    return Story(
        events=events,
        messages=session.scalars(
            select(Message).where(Message.appointment_id == appointment.id).order_by(Message.id)
        ).all(),
        graph_calls=session.scalars(
            select(GraphCall)
            .join(Meeting, Meeting.id == GraphCall.meeting_id)
            .where(Meeting.appointment_id == appointment.id)
            .order_by(GraphCall.id)
        ).all(),
        notes=notes,
        attendance=read_attendance(session, appointment),
        others=perhaps_the_same_person(session, appointment),
        names=names_of(session, writers | closers | actors),
    )


def read_notes(session: Session, appointment_id: int) -> dict[str, CallNote]:
    """The blocks that somebody has written in."""
    notes = session.scalars(select(CallNote).where(CallNote.appointment_id == appointment_id))
    return {note.block: note for note in notes}


def read_attendance(session: Session, appointment: Appointment) -> Attendance | None:
    """What Teams reported of the newest meeting that was asked for."""
    return session.scalar(
        select(Attendance)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.appointment_id == appointment.id, Meeting.wanted)
        .order_by(Meeting.id.desc())
        .limit(1)
    )


def names_of(session: Session, member_ids: Iterable[int]) -> dict[int, str]:
    """Names of members of staff, those who have left included."""
    rows = session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(set(member_ids))))
    return dict(rows.all())


def perhaps_the_same_person(session: Session, appointment: Appointment) -> Sequence[Appointment]:
    """Who gave the same mail address or telephone may be somebody else: a family has one telephone."""
    same = Person.gave(appointment.person.email, appointment.person.phone)
    return session.scalars(
        select(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .where(same, Appointment.office_id == appointment.office_id, Appointment.id != appointment.id)
        .order_by(Appointment.starts_at.desc())
        .limit(MOST_EARLIER)
    ).all()
