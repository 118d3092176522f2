"""Keeping a promised meeting: the technician's calendar is made to agree with the appointment.

One row of `meeting` is one Outlook event. Each round reads what is wanted now, asks Graph for it, and records the
answer against what is wanted then: if that has changed meanwhile it goes round again. So the work may be repeated,
come twice, or be cut off anywhere; the last word is always the present truth.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.backoff import next_attempt
from booking.models import Appointment, GraphCall, Meeting, Message, Technician
from booking.promises import enqueue_letters, promise_letter, record
from database import writing
from teams import Advice, Graph, GraphProblem
from teams import Meeting as TeamsMeeting
from teams.meetings import MeetingRequest, close_meeting, find_meeting, move_meeting, open_meeting

CLAIM = timedelta(minutes=5)
"""A try that was cut off (worker killed) is taken up again after this time at the latest."""

ROUNDS = 5
"""How often the work goes round again because the appointment changed meanwhile; the rest is left to the schedule."""


@dataclass(frozen=True)
class Try:
    """What one round is about, read in one transaction: ids, times and the reference, no personal data."""

    meeting_id: int
    action: str
    """open, move, close, or discard: remove an event that can have no Teams meeting, so that another can be made."""
    mailbox: str
    event_id: str | None
    request: MeetingRequest
    """For `open`: always the same body with the same key. For `move`: the times wanted now."""
    attempts: int


def arrange_meeting(meeting_id: int, graph: Graph, clock: Callable[[], datetime]) -> None:
    """Make the calendar agree. What fails is recorded with the time of the next try, or for a person to act."""
    for _ in range(ROUNDS):
        attempt = _claim(meeting_id, clock())
        if attempt is None:
            return
        try:
            made = _carry_out(attempt, graph)
        except GraphProblem as problem:
            if not _record_problem(attempt, problem, clock()):
                return
        else:
            if _record_success(attempt, made, clock()):
                return


def _claim(meeting_id: int, now: datetime) -> Try | None:
    """Read what is to be done and note the try before it is made; None when there is nothing to do."""
    with writing() as session:
        meeting = session.get(Meeting, meeting_id)
        if meeting is None or meeting.settled_at is not None:
            return None
        appointment = session.get_one(Appointment, meeting.appointment_id)
        if _needs_nothing(meeting, appointment, now):
            meeting.settled_at = now
            return None
        action = _action(meeting)
        if action == "open" and not meeting.tried:
            meeting.starts_at, meeting.ends_at = appointment.starts_at, appointment.ends_at
        meeting.tried = True
        meeting.attempts += 1
        meeting.next_attempt_at = now + CLAIM
        times = appointment if action == "move" else meeting
        return Try(
            meeting_id=meeting.id,
            action=action,
            mailbox=session.get_one(Technician, meeting.technician_id).email,
            event_id=meeting.event_id,
            request=MeetingRequest(
                mailbox=session.get_one(Technician, meeting.technician_id).email,
                transaction_id=meeting.transaction_id,
                reference=f"{appointment.reference}/{meeting.id}",
                subject=f"{appointment.service.names['ca']} {appointment.reference}",
                body_html=f"<p>{html.escape(appointment.service.names['ca'])}. {appointment.reference}</p>",
                starts_at=times.starts_at,
                ends_at=times.ends_at,
            ),
            attempts=meeting.attempts,
        )


def _needs_nothing(meeting: Meeting, appointment: Appointment, now: datetime) -> bool:
    if meeting.wanted:
        return now >= appointment.ends_at  # the hour is over: a meeting would help nobody
    return meeting.event_id is None and not meeting.tried


def _action(meeting: Meeting) -> str:
    if not meeting.wanted:
        return "close"
    if meeting.event_id is None:
        return "open"
    if meeting.problem == Advice.TEAMS_NOT_AVAILABLE:
        return "discard"
    return "move"


def _carry_out(attempt: Try, graph: Graph) -> TeamsMeeting | None:
    request = attempt.request
    if attempt.action in ("close", "discard"):
        # An event whose id never reached us (answer lost) is found by the mark that it was made with.
        lost = find_meeting(graph, attempt.mailbox, request.reference) if attempt.event_id is None else []
        for event_id in [attempt.event_id] if attempt.event_id else [meeting.event_id for meeting in lost]:
            close_meeting(graph, attempt.mailbox, event_id)
        return None
    if attempt.action == "move" and attempt.event_id is not None:
        return move_meeting(graph, attempt.mailbox, attempt.event_id, request.starts_at, request.ends_at)
    return open_meeting(graph, request)


def _record_success(attempt: Try, made: TeamsMeeting | None, now: datetime) -> bool:
    """Store the answer; True when the calendar agrees with what is wanted at this moment."""
    with writing() as session:
        meeting = session.get_one(Meeting, attempt.meeting_id)
        appointment = session.get_one(Appointment, meeting.appointment_id)
        _note_call(session, attempt, now, "done")
        meeting.problem = None
        if made is None:
            _forget_event(meeting)
            agrees = not meeting.wanted
        else:
            had_link = meeting.join_url is not None
            meeting.event_id, meeting.join_url = made.event_id, made.join_url
            meeting.starts_at, meeting.ends_at = made.starts_at, made.ends_at
            agrees = meeting.wanted and (made.starts_at, made.ends_at) == (appointment.starts_at, appointment.ends_at)
            if agrees and not had_link:
                record(session, appointment, "meeting_made", "system", now)
                _tell_that_the_link_is_there(session, appointment, now)
        if agrees:
            meeting.settled_at, meeting.attempts, meeting.next_attempt_at = now, 0, None
        return agrees


def _record_problem(attempt: Try, problem: GraphProblem, now: datetime) -> bool:
    """Store what went wrong; True when it is to be tried again at once, in another way."""
    with writing() as session:
        meeting = session.get_one(Meeting, attempt.meeting_id)
        appointment = session.get_one(Appointment, meeting.appointment_id)
        _note_call(session, attempt, now, problem.advice, problem)
        if problem.event_id is not None:
            meeting.event_id = problem.event_id
        if problem.advice == Advice.EVENT_MISSING and meeting.wanted:
            _forget_event(meeting)  # deleted in Outlook
            return True
        if meeting.problem is None:
            record(session, appointment, "meeting_failed", "system", now, {"advice": problem.advice})
        meeting.problem = problem.advice
        again = problem.retryable or problem.unknown_outcome
        meeting.next_attempt_at = next_attempt(now, attempt.attempts, problem.retry_after) if again else None
        _let_waiting_letters_go(session, appointment, now)
        return False


def _forget_event(meeting: Meeting) -> None:
    """The event is gone; another one is a new intent with a new key, for the old key might bring back what is gone."""
    meeting.event_id = meeting.join_url = None
    meeting.transaction_id, meeting.tried = str(uuid.uuid4()), False


def _note_call(
    session: Session, attempt: Try, now: datetime, outcome: str, problem: GraphProblem | None = None
) -> None:
    session.add(
        GraphCall(
            meeting_id=attempt.meeting_id,
            called_at=now,
            action=attempt.action,
            outcome=outcome,
            status=problem.status if problem else None,
            request_id=problem.request_id if problem else None,
        )
    )


def _let_waiting_letters_go(session: Session, appointment: Appointment, now: datetime) -> None:
    """A confirmation that waits for the meeting need not wait any longer."""
    waiting = session.scalars(
        select(Message).where(
            Message.appointment_id == appointment.id,
            Message.attempts == 0,
            Message.sent_at.is_(None),
            Message.superseded_at.is_(None),
            Message.next_attempt_at > now,
        )
    ).all()
    for message in waiting:
        message.next_attempt_at = now
    if waiting:
        enqueue_letters(session, appointment, again="-meeting")


def _tell_that_the_link_is_there(session: Session, appointment: Appointment, now: datetime) -> None:
    _let_waiting_letters_go(session, appointment, now)
    newest = session.scalar(
        select(Message)
        .where(Message.appointment_id == appointment.id, Message.recipient == "consumer", Message.sequence.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
    if newest is not None and newest.said_link_pending:
        promise_letter(session, appointment, "consumer", "link_ready", now, now)
        enqueue_letters(session, appointment, again="-link")
