"""What we hear of calendars from outside: subscriptions to changes, the changes told, and meetings that differ."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

DIFFERENCES = ("moved", "deleted", "no_link")

_OPEN = "resolved_at IS NULL"
_WAITING = "handled_at IS NULL"


class CalendarSubscription(Base):
    """Microsoft Graph tells us of changes in this technician's calendar, or shall: one subscription each.

    `client_state` is what proves a notice to come from Graph. It is written before Graph is asked, for the first
    notices may come before its answer does.
    """

    __tablename__ = "calendar_subscription"

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"), primary_key=True)
    graph_id: Mapped[str | None] = mapped_column(unique=True, default=None)
    """Empty while there is none, or Graph has not answered yet."""
    client_state: Mapped[str]
    """At least 128 random bits, new for every subscription."""
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    """When it is renewed, or tried again."""
    problem: Mapped[str | None] = mapped_column(default=None)
    """Advice code of the last failure."""


class CalendarNotice(Base):
    """A change of one of our events, as Graph told it. The row says only that we should look; at least once, in any
    order, and with nothing of what is in the calendar."""

    __tablename__ = "calendar_notice"
    __table_args__ = (
        UniqueConstraint("subscription_id", "event_id", "change", "etag"),
        Index(
            "ix_calendar_notice_waiting",
            "next_attempt_at",
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    subscription_id: Mapped[str]
    event_id: Mapped[str]
    change: Mapped[str]
    """created, updated or deleted."""
    etag: Mapped[str]
    """Empty for what was deleted."""
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]


class Divergence(Base):
    """A meeting that somebody has changed in Outlook. A coordinator decides; until then our promise stands."""

    __tablename__ = "divergence"
    __table_args__ = (
        CheckConstraint(f"difference IN ({', '.join(repr(code) for code in DIFFERENCES)})", name="known_difference"),
        CheckConstraint("(difference = 'moved') = (starts_at IS NOT NULL)", name="moved_has_a_time"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times"),
        Index(
            "ix_divergence_open",
            "meeting_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    meeting_settled_at: Mapped[datetime]
    """As the meeting stood then: once it has been arranged anew, the difference is history."""
    found_at: Mapped[datetime]
    difference: Mapped[str]
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    """Where it is in Outlook now, if it was moved."""
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    resolution: Mapped[str | None] = mapped_column(default=None)
    """put_back, or gone: it agrees again, was decided otherwise, or the hour is over."""
