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
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from booking.backoff import USUAL_PACE, Pace
from booking.link_letters import let_waiting_letters_go, tell_that_the_link_is_there
from booking.models import Appointment, GraphCall, Meeting, Technician
from booking.promises import record
from database import writing
from teams import Advice, Graph, GraphProblem, Meeting as TeamsMeeting
from teams.meetings import MeetingRequest, close_meeting, find_meeting, move_meeting, open_meeting

ROUNDS = 5
"""How often the work goes round again because the appointment changed meanwhile; the rest is left to the schedule."""

NOT_FOUND = "not_found"
"""Outcome in the ledger: an event whose id never reached us was looked for, and there was none."""


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
    revision: int
    """Of the appointment, to see afterwards whether it has changed."""


@dataclass(frozen=True)
class Done:
    """What Graph did: the meeting as it is now, or none; `found` is False when one was looked for in vain."""

    meeting: TeamsMeeting | None = None
    found: bool = True


def arrange_meeting(meeting_id: int, graph: Graph, clock: Callable[[], datetime], pace: Pace = USUAL_PACE) -> None:
    """Make the calendar agree. What fails is recorded with the time of the next try, or for a person to act."""
    for _ in range(ROUNDS):
        attempt = _claim(meeting_id, clock(), pace)
        if attempt is None:
            return
        try:
            done = _carry_out(attempt, graph)
        except GraphProblem as problem:
            if not _record_problem(attempt, problem, clock(), pace):
                return
        else:
            if _record_success(attempt, done, clock(), pace):
                return


def _locked(session: Session, meeting_id: int) -> tuple[Meeting, Appointment]:
    """The meeting and its appointment. Whoever changes either locks the appointment first, so nobody comes between."""
    of_meeting = select(Appointment.id).join(Meeting, Meeting.appointment_id == Appointment.id)
    session.execute(of_meeting.where(Meeting.id == meeting_id).with_for_update(of=Appointment))
    # Locked by itself and read afterwards, as `booking.reschedule.lock` does and says why.
    both = select(Meeting, Appointment).join(Appointment, Meeting.appointment_id == Appointment.id)
    meeting, appointment = session.execute(both.where(Meeting.id == meeting_id)).one()
    return meeting, appointment


def _claim(meeting_id: int, now: datetime, pace: Pace) -> Try | None:
    """Read what is to be done and note the try before it is made; None when there is nothing to do."""
    with writing() as session:
        meeting, appointment = _locked(session, meeting_id)
        if meeting.settled_at is not None:
            return None
        if _needs_nothing(meeting, appointment, now):
            meeting.settled_at = now
            return None
        action = _action(meeting)
        if action == "open" and not meeting.tried:
            meeting.starts_at, meeting.ends_at = appointment.starts_at, appointment.ends_at
        meeting.tried = True
        meeting.attempts += 1
        meeting.next_attempt_at = now + pace.longest_try
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
            revision=appointment.revision,
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


def _carry_out(attempt: Try, graph: Graph) -> Done:
    request = attempt.request
    if attempt.action in ("close", "discard"):
        # An event whose id never reached us (answer lost) is found by the mark that it was made with.
        lost = find_meeting(graph, attempt.mailbox, request.reference) if attempt.event_id is None else []
        events = [attempt.event_id] if attempt.event_id else [meeting.event_id for meeting in lost]
        for event_id in events:
            close_meeting(graph, attempt.mailbox, event_id)
        return Done(found=bool(events))
    if attempt.action == "move" and attempt.event_id is not None:
        return Done(move_meeting(graph, attempt.mailbox, attempt.event_id, request.starts_at, request.ends_at))
    return Done(open_meeting(graph, request))


def _record_success(attempt: Try, done: Done, now: datetime, pace: Pace) -> bool:
    """Store the answer; True when there is nothing more to do at this moment."""
    with writing() as session:
        meeting, appointment = _locked(session, attempt.meeting_id)
        _note_call(session, attempt, now, "done" if done.found else NOT_FOUND)
        meeting.problem = None
        if done.meeting is not None:
            agrees = _take_over(session, meeting, appointment, done.meeting, now)
        elif done.found or _was_looked_for_before(session, meeting, now, pace):
            _forget_event(meeting)
            agrees = not meeting.wanted
        else:
            meeting.next_attempt_at = now + pace.longest_try
            return True
        if agrees:
            meeting.settled_at, meeting.attempts, meeting.next_attempt_at = now, 0, None
            if meeting.wanted:
                tell_that_the_link_is_there(session, appointment, now)
        else:
            meeting.next_attempt_at = now
        return agrees


def _take_over(session: Session, meeting: Meeting, appointment: Appointment, made: TeamsMeeting, now: datetime) -> bool:
    """Note the event as it is; True when that is how it is wanted."""
    if meeting.join_url is None:
        record(session, appointment, "meeting_made", "system", now)
    meeting.event_id, meeting.join_url = made.event_id, made.join_url
    meeting.starts_at, meeting.ends_at = made.starts_at, made.ends_at
    return meeting.wanted and (made.starts_at, made.ends_at) == (appointment.starts_at, appointment.ends_at)


def _was_looked_for_before(session: Session, meeting: Meeting, now: datetime, pace: Pace) -> bool:
    """Whether the event was looked for in vain so long ago that no call to make it can be under way any more.

    A call that we gave up, or that a killed worker left behind, may be carried out after we have looked once.
    """
    first = session.scalar(
        select(func.min(GraphCall.called_at)).where(GraphCall.meeting_id == meeting.id, GraphCall.outcome == NOT_FOUND)
    )
    return first is not None and first <= now - pace.longest_try


def _record_problem(attempt: Try, problem: GraphProblem, now: datetime, pace: Pace) -> bool:
    """Store what went wrong; True when it is to be tried again at once, in another way."""
    with writing() as session:
        meeting, appointment = _locked(session, attempt.meeting_id)
        _note_call(session, attempt, now, problem.advice, problem)
        if problem.event_id is not None:
            meeting.event_id = problem.event_id
        if problem.advice == Advice.EVENT_MISSING and not problem.retryable:
            _forget_event(meeting)  # deleted in Outlook
            return True
        if meeting.problem is None:
            record(session, appointment, "meeting_failed", "system", now, {"advice": problem.advice})
        again = problem.retryable or problem.unknown_outcome
        if not (again and attempt.action == "discard"):  # the reason to discard stands until that is done
            meeting.problem = problem.advice
        if again:
            meeting.next_attempt_at = pace.next_attempt(now, attempt.attempts, problem.retry_after)
        else:
            # What was refused may not be what is wanted by now; the same again needs a person.
            meeting.next_attempt_at = now if appointment.revision != attempt.revision else None
        let_waiting_letters_go(session, appointment, now, not_before=meeting.next_attempt_at)
        return False


def _forget_event(meeting: Meeting) -> None:
    """The event is gone; another one is a new intent with a new key, for the old key might bring back what is gone."""
    meeting.event_id = meeting.join_url = meeting.options_at = None
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
