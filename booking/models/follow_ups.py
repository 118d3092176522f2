"""What was promised to the outside with a change: meetings and messages, and the ledger of what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

_WITHOUT_OPTIONS = "options_at IS NULL AND join_url IS NOT NULL AND wanted"
_OPEN_MEETING = "settled_at IS NULL"
_GIVEN_UP_MESSAGE = "given_up_at IS NOT NULL AND sent_at IS NULL AND superseded_at IS NULL"
_OPEN_MESSAGE = "sent_at IS NULL AND superseded_at IS NULL AND given_up_at IS NULL"


class Meeting(Base):
    """One Outlook event with a Teams meeting, in one technician's calendar.

    The row, with the key that makes the call safe to repeat, is written with the change that asks for it and before
    Graph is called. A change of technician is a new row: Graph cannot move an event between mailboxes.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index(
            "ix_meeting_without_options",
            "starts_at",
            sqlite_where=text(_WITHOUT_OPTIONS),
            postgresql_where=text(_WITHOUT_OPTIONS),
        ),
        Index(
            "ix_meeting_open",
            "next_attempt_at",
            sqlite_where=text(_OPEN_MEETING),
            postgresql_where=text(_OPEN_MEETING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"), index=True)
    transaction_id: Mapped[str] = mapped_column(unique=True)
    wanted: Mapped[bool] = mapped_column(default=True)
    """False once the appointment is cancelled or with another technician: the event is to be deleted."""
    event_id: Mapped[str | None] = mapped_column(default=None, index=True)
    join_url: Mapped[str | None] = mapped_column(default=None)
    starts_at: Mapped[datetime]
    """Times as the calendar shows them, or, while there is no event yet, as asked for: a repeated call must send the
    same body with the same key."""
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when the calendar agrees with the appointment; empty while something is to be done."""
    tried: Mapped[bool] = mapped_column(default=False)
    """Whether Graph was ever asked for it: an event may exist even though its id never reached us."""
    options_at: Mapped[datetime | None] = mapped_column(default=None)
    """When lobby and presenters were set, or were found to be beyond us."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Tries since the last change; they space out the next ones."""
    next_attempt_at: Mapped[datetime | None] = mapped_column(default=None)
    """When to try again; empty with `problem` set means that a person must act first."""
    problem: Mapped[str | None] = mapped_column(default=None)
    """Advice code of the last failure (see teams.GraphProblem)."""


class CalendarEntry(Base):
    """One calendar object for life per appointment and addressee (RFC 5545 3.8.4.7, RFC 5546 2.1.4)."""

    __tablename__ = "calendar_entry"

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int]
    """SEQUENCE of the newest calendar mail promised; rises by one with each, the cancellation included; -1 before."""
    created_at: Mapped[datetime]
    first_message_id: Mapped[str | None] = mapped_column(default=None)
    """Message-ID of the first letter, which the later ones answer to."""


class Message(Base):
    """A letter promised to somebody about one revision. The row is the ledger: when it went, or why it did not."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index(
            "ix_message_given_up",
            "given_up_at",
            sqlite_where=text(_GIVEN_UP_MESSAGE),
            postgresql_where=text(_GIVEN_UP_MESSAGE),
        ),
        Index(
            "ix_message_open",
            "next_attempt_at",
            sqlite_where=text(_OPEN_MESSAGE),
            postgresql_where=text(_OPEN_MESSAGE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    recipient: Mapped[str]
    """consumer or technician."""
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"), default=None)
    kind: Mapped[str]
    revision: Mapped[int]
    sequence: Mapped[int | None] = mapped_column(default=None)
    """SEQUENCE of the calendar part; empty for letters without one."""
    message_id: Mapped[str]
    """Message-ID without angle brackets: the same for every attempt."""
    in_reply_to: Mapped[str | None] = mapped_column(default=None)
    said_link_pending: Mapped[bool] = mapped_column(default=False)
    """The letter told the person that the link to the call was still to come."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    superseded_at: Mapped[datetime | None] = mapped_column(default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(default=None)
    """A person must act: the address or the set-up is wrong."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(default=None)
    """Advice code of the last failure (see mail.MailProblem)."""

    @property
    def is_open(self) -> bool:
        return self.sent_at is None and self.superseded_at is None and self.given_up_at is None


class GraphCall(Base):
    """One call to Graph for a meeting and what came of it. No link, no personal data."""

    __tablename__ = "graph_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    called_at: Mapped[datetime]
    action: Mapped[str]
    """open, move, close, options."""
    outcome: Mapped[str]
    """done, or the advice code of the problem."""
    status: Mapped[int | None] = mapped_column(default=None)
    request_id: Mapped[str | None] = mapped_column(default=None)
    """Microsoft's, for a support case."""


class WorkerBeat(Base):
    """When each worker last showed that it lives; `/salut/llest` reads it."""

    __tablename__ = "worker_beat"

    worker_id: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]
