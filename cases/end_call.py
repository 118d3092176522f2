"""The end of a call: how it went, and the case that an attended one leads to, in one transaction."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from booking.attend.close_call import Ending, close_in, correct_in
from booking.attend.errors import AlreadyClosed
from booking.attend.take_notes import Writing, write_in
from booking.models import Appointment, CallNote
from booking.reschedule import lock
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import Case, CaseAppointment, Submission
from cases.open_case import NewCase, open_in
from cases.same_person import case_of_call, related_cases
from database import writing


class NotJoinable(CaseRefusal):
    """The call cannot join this case: it has been closed meanwhile, or is somebody else's."""


def end_call(
    appointment_id: int,
    ending: Ending,
    member_id: int | None,
    now: datetime,
    zone: ZoneInfo,
    join: str | None = None,
    written: Writing | None = None,
) -> None:
    """Say how the call ended; if it was attended to, open its case or, with `join_case`, add it to the one with the
    reference `join`. `member_id` is None when the attendance report says it. What is `written` and sent with the end is
    stored before, so that the case has it.

    The same again changes nothing, and no call ever has two cases. Where the person's data were erased meanwhile there
    is no case. Raises what `close_in` and `write_in` do, and NotJoinable; AlreadyClosed too for a text that comes after
    the same end, for no case would have it. Then nothing is stored.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        ending = _possible(appointment, ending)
        is_news = (
            written is not None and member_id is not None and write_in(session, appointment, written, member_id, now)
        )
        if close_in(session, appointment, ending, member_id, now):
            lead_to_case(session, appointment, ending, "system" if member_id is None else member_id, now, zone, join)
        elif is_news:
            raise AlreadyClosed(ending.outcome)


def correct_call(
    appointment_id: int,
    ending: Ending,
    reason: str,
    member_id: int,
    now: datetime,
    zone: ZoneInfo,
    join: str | None = None,
) -> None:
    """Say something else of a call that is closed, and why.

    A case that the call has stays, whatever is said now, and its history tells of the correction; an attended call
    that has none gets it. Raises what `correct_in` does, and NotJoinable; then nothing is stored.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        ending = _possible(appointment, ending)
        corrected = correct_in(session, appointment, ending, reason, member_id, now)
        case = case_of_call(session, appointment.id)
        if case is None:
            lead_to_case(session, appointment, ending, member_id, now, zone, join)
        elif corrected and case.destroyed_at is None:
            details = {"appointment": str(appointment.id), "outcome": ending.outcome}
            case = lock_case(session, case.id)
            changed(session, case, "call_corrected", member_id, now, details=details, words=reason.strip())


def _possible(appointment: Appointment, ending: Ending) -> Ending:
    """Raises ValueError for an attended call that leads to no case, unless there is nobody whose case it would be."""
    if ending.outcome != "attended":
        return ending
    if appointment.person.erased_at is not None:
        return Ending("attended", "nothing")
    if ending.next_step == "nothing":
        raise ValueError("an attended call leads to a case")
    return ending


def lead_to_case(
    session: Session,
    appointment: Appointment,
    ending: Ending,
    actor: Actor,
    now: datetime,
    zone: ZoneInfo,
    join: str | None,
) -> None:
    """Give the locked call its case, within the session's transaction, if it was attended to.

    The primary key of their relation is the promise that there is one only. Raises NotJoinable.
    """
    if ending.outcome != "attended" or ending.next_step == "nothing":
        return
    if ending.next_step == "join_case":
        case = _joined(session, appointment, join)
    else:
        case = open_in(session, _from_call(session, appointment, ending), actor, now, zone)
    session.add(CaseAppointment(appointment_id=appointment.id, case_id=case.id, joined_at=now))
    sent_for_it = (Submission.appointment_id == appointment.id, Submission.case_id.is_(None))
    arrived_at = session.scalar(select(func.max(Submission.received_at)).where(*sent_for_it))
    session.execute(update(Submission).where(*sent_for_it).values(case_id=case.id))
    if ending.next_step == "join_case":
        if arrived_at is not None:  # in a new case there is everything to look at, in this one there are papers
            case.papers_arrived_at = max(arrived_at, case.papers_arrived_at or arrived_at)
        details = {"appointment": str(appointment.id)}
        changed(session, case, "call_joined", actor, now, details=details, for_consumer=True)


def _joined(session: Session, appointment: Appointment, reference: str | None) -> Case:
    """The open case of perhaps the same person with this reference, locked."""
    offered = {one.reference: one.id for one in related_cases(session, appointment) if one.is_open}
    if reference not in offered:
        raise NotJoinable
    case = lock_case(session, offered[reference])
    if not case.is_open:
        raise NotJoinable
    return case


def _from_call(session: Session, appointment: Appointment, ending: Ending) -> NewCase:
    """What the person said when booking and what was noted in the call, carried over."""
    notes = {
        note.block: note.text
        for note in session.scalars(select(CallNote).where(CallNote.appointment_id == appointment.id))
    }
    return NewCase(
        office_id=appointment.office_id,
        person_id=appointment.person_id,
        municipality_id=appointment.municipality_id,
        channel="phone" if appointment.by_phone else "video",
        language=appointment.person.language,
        requested_at=appointment.booked_at,
        assignee_id=appointment.technician_id,
        company_as_told=appointment.company,
        facts="\n\n".join(filter(None, (appointment.matter, notes.get("what_happened")))),
        request=notes.get("what_they_ask", ""),
        prior_reply=notes.get("what_company_did", ""),
        answered=ending.next_step == "answered",
    )
