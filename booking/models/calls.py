"""What came of a call: who took it, what was noted, how it ended, what Teams reported; and the feed of one's calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

OUTCOMES = ("attended", "consumer_absent", "technician_absent", "cut_off")
NEXT_STEPS = ("nothing", "new_call", "open_case", "join_case", "answered")
"""The last three are what an attended call leads to: a case of its own, one that there is already, or one that is
closed as soon as it is opened, for the question was answered."""
NOTE_BLOCKS = ("what_happened", "what_they_ask", "what_company_did")

_OPEN = "settled_at IS NULL"


def _one_of(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


class Call(Base):
    """An appointment's call at one hour. A move to another hour makes it another call, which nobody has entered yet."""

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("appointment_id", "starts_at"),
        CheckConstraint(_one_of("outcome", OUTCOMES), name="known_outcome"),
        CheckConstraint(_one_of("next_step", NEXT_STEPS), name="known_next_step"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    starts_at: Mapped[datetime]
    """The planned hour that this is about."""
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    """Whose call it was when it was begun or closed. Another one who has it by now has not entered."""
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a member of staff first pressed the button to enter."""
    started_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    checked: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of the checklist that are ticked."""
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)
    next_step: Mapped[str | None] = mapped_column(default=None)


class CallNote(Base):
    """One block of notes of an appointment, as somebody typed it during the call. Personal data: erased with them."""

    __tablename__ = "call_note"
    __table_args__ = (CheckConstraint(_one_of("block", NOTE_BLOCKS), name="known_block"),)

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    block: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    version: Mapped[int]
    """Rises by one with each change: who has seen an older one is shown both texts instead of overwriting the newer."""
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))


class Attendance(Base):
    """What Teams reports of a meeting that is over: for how long somebody was there. Nobody is named or counted.

    The row is made when the report is first due, and says when to ask again.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index("ix_attendance_open", "next_attempt_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    due_since: Mapped[datetime]
    """Five minutes after the planned end."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when nothing more is asked: reported, refused, or given up."""
    technician_seconds: Mapped[int | None] = mapped_column(default=None)
    """Longest presence of the meeting's organizer, and of anybody else; empty as long as nothing was reported."""
    guest_seconds: Mapped[int | None] = mapped_column(default=None)
    problem: Mapped[str | None] = mapped_column(default=None)
    """Why there is no report: an advice code of the gateway, or `no_report` a day after the call."""


class CalendarFeed(Base):
    """A secret address under which a calendar program reads a technician's calls.

    The token is stored as it is: the technician's own page must be able to show the address again.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index(
            "ix_calendar_feed_in_force",
            "technician_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    token: Mapped[str] = mapped_column(primary_key=True)
    """128 random bits or more."""
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
