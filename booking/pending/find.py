"""Finding what needs a hand in an office. Each query is bounded by what is open or still to come, not by history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import ScalarSelect, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from booking.attend.unclosed import calls_not_closed
from booking.models import Appointment, Divergence, GraphCall, Meeting, Message, Slot, Technician
from booking.notices.failing import failing
from booking.pending.matters import (
    NOT_TRIED,
    Differs,
    NoLetter,
    NoMeeting,
    NotClosed,
    NotTold,
    OldReading,
    Orphan,
)
from booking.timetable import NOBODY_ATTENDS, is_readable

PATIENCE = timedelta(hours=1)
"""What is tried again by itself is nobody's business for so long."""

AT_MOST = 200
"""Of each kind. Whoever has more begins with these; the page says that there are others."""

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Waiting(Protocol):
    """Something that waits for a person."""

    @property
    def since(self) -> datetime | None: ...


AnyMatter = TypeVar("AnyMatter", bound=Waiting)


def oldest_first(matters: Iterable[AnyMatter]) -> list[AnyMatter]:
    """In the order in which they have waited; what has no beginning comes first."""
    return sorted(matters, key=lambda one: one.since or _LONG_AGO)


def meetings_not_made(session: Session, office_id: int, now: datetime) -> list[NoMeeting]:
    """Meetings of hours to come that wait for a person, or have been tried in vain for more than an hour."""
    failing_since = _failing_since()
    rows = session.execute(
        select(Meeting, Appointment, Technician, failing_since)
        .join(Appointment, Appointment.id == Meeting.appointment_id)
        .join(Technician, Technician.id == Meeting.technician_id)
        .where(
            Meeting.settled_at.is_(None),
            Appointment.office_id == office_id,
            Appointment.ends_at > now,
            or_(
                Meeting.next_attempt_at.is_(None),
                failing_since <= now - PATIENCE,
                and_(Meeting.attempts == 0, Meeting.next_attempt_at <= now - PATIENCE),
            ),
        )
        .order_by(Meeting.next_attempt_at, Meeting.id)  # as the index of open meetings has them
        .limit(AT_MOST)
    )
    return [_no_meeting(*row) for row in rows]


def _no_meeting(
    meeting: Meeting, appointment: Appointment, technician: Technician, failing_since: datetime | None
) -> NoMeeting:
    since = failing_since or meeting.next_attempt_at or meeting.created_at
    return NoMeeting(since, appointment, meeting, technician, meeting.problem or NOT_TRIED)


def _failing_since() -> ScalarSelect[datetime]:
    """The first try after the last that went well; null when there was none."""
    last_good = (
        select(func.max(GraphCall.id))
        .where(GraphCall.meeting_id == Meeting.id, GraphCall.outcome == "done")
        .correlate(Meeting)
        .scalar_subquery()
    )
    return (
        select(func.min(GraphCall.called_at))
        .where(GraphCall.meeting_id == Meeting.id, GraphCall.id > func.coalesce(last_good, 0))
        .correlate(Meeting)
        .scalar_subquery()
    )


def letters_not_sent(session: Session, office_id: int, now: datetime) -> list[NoLetter]:
    """Letters about hours to come that were refused, or have not got away for more than an hour."""
    is_open = (Message.sent_at.is_(None), Message.superseded_at.is_(None))
    # Two queries, for each of the two has an index that holds nothing else.
    given_up = select(Message.id).where(*is_open, Message.given_up_at.is_not(None))
    delayed = select(Message.id).where(
        *is_open,
        Message.given_up_at.is_(None),
        or_(
            and_(Message.attempts > 0, Message.created_at <= now - PATIENCE),
            and_(Message.attempts == 0, Message.next_attempt_at <= now - PATIENCE),
        ),
    )
    rows = session.execute(
        select(Message, Appointment, Technician)
        .join(Appointment, Appointment.id == Message.appointment_id)
        .outerjoin(Technician, Technician.id == Message.technician_id)
        .where(
            Message.id.in_(union_all(given_up, delayed)),
            Appointment.office_id == office_id,
            Appointment.ends_at > now,
        )
        .order_by(Message.id)
        .limit(AT_MOST)
    )
    return list(_one_for_each_addressee(rows))


def _one_for_each_addressee(rows: Iterable[tuple[Message, Appointment, Technician | None]]) -> Iterator[NoLetter]:
    """The oldest letter to somebody holds back the later ones, and its remedy lets them go."""
    seen = set()
    for message, appointment, technician in rows:
        addressee = (message.appointment_id, message.technician_id)
        if addressee not in seen:
            seen.add(addressee)
            since = message.given_up_at or message.created_at
            yield NoLetter(since, appointment, message, technician, message.problem or NOT_TRIED)


def orphans(session: Session, office_id: int, now: datetime) -> list[Orphan]:
    """Calls to come that nobody would attend, but for those that a coordinator placed so knowingly."""
    blocked = (
        select(func.min(Slot.blocked))
        .where(
            Slot.appointment_id == Appointment.id,
            Slot.blocked.in_(NOBODY_ATTENDS),
            Slot.blocked.is_distinct_from(Slot.accepted),
        )
        .correlate(Appointment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Appointment, blocked)
        .where(
            Appointment.office_id == office_id,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > now,
            blocked.is_not(None),
        )
        .order_by(Appointment.chosen_at, Appointment.id)
        .limit(AT_MOST)
    )
    return [Orphan(appointment.chosen_at, appointment, code) for appointment, code in rows]


def differing(session: Session, office_id: int, now: datetime) -> list[Differs]:
    """Meetings to come that were changed in Outlook since they were last arranged."""
    rows = session.execute(
        select(Appointment, Divergence)
        .join(Meeting, Meeting.appointment_id == Appointment.id)
        .join(Divergence, Divergence.meeting_id == Meeting.id)
        .where(
            Divergence.resolved_at.is_(None),
            Meeting.wanted,
            Meeting.settled_at == Divergence.meeting_settled_at,
            Appointment.office_id == office_id,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > now,
        )
        .order_by(Divergence.meeting_id)  # as the index of open ones has them
        .limit(AT_MOST)
    )
    return [Differs(divergence.found_at, appointment, divergence) for appointment, divergence in rows]


def not_closed(session: Session, office_id: int, now: datetime) -> list[NotClosed]:
    """Calls of the last weeks that have no outcome although they have been asked for."""
    calls = session.scalars(calls_not_closed(office_id, now).limit(AT_MOST))
    return [NotClosed(appointment.ends_at, appointment) for appointment in calls]


def old_readings(session: Session, office_id: int, now: datetime) -> list[OldReading]:
    """Technicians whose calendar in Outlook was last read more than an hour ago, together by what stands in the way."""
    by_reason: dict[tuple[str, bool], list[Technician]] = defaultdict(list)
    for technician in session.scalars(Technician.working_for(office_id)):
        read_at = technician.busy_read_at
        if read_at is None or read_at <= now - PATIENCE:
            by_reason[technician.busy_problem or NOT_TRIED, is_readable(technician, now)].append(technician)
    return [
        OldReading(_oldest(technicians), tuple(technicians), code, is_offered)
        for (code, is_offered), technicians in by_reason.items()
    ]


def not_told(session: Session, office_id: int, now: datetime) -> list[NotTold]:
    """Technicians of whose changes in Outlook nobody tells us, together by what stands in the way."""
    by_reason: dict[str, list[Technician]] = defaultdict(list)
    for technician, subscription in session.execute(failing(now).where(Technician.office_id == office_id)):
        by_reason[subscription.problem or NOT_TRIED].append(technician)
    return [NotTold(None, tuple(technicians), code) for code, technicians in by_reason.items()]


def _oldest(technicians: list[Technician]) -> datetime | None:
    readings = [technician.busy_read_at for technician in technicians]
    known = [moment for moment in readings if moment is not None]
    return min(known) if len(known) == len(readings) else None
