"""Dates that count, as data: what must be done by when, and when the clock stood still."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.models.codes import DEADLINES, GROUNDS, RESOLUTIONS, one_of
from database import Base

_RUNNING = "ended_at IS NULL"


class Deadline(Base):
    """A date by which somebody must act, or from which somebody may. Local dates of the office's zone."""

    __tablename__ = "case_deadline"
    __table_args__ = (
        CheckConstraint(one_of("kind", DEADLINES), name="known_kind"),
        CheckConstraint("starts_on <= due_on", name="in_order"),
        Index("ix_case_deadline_case", "case_id"),
        Index("ix_case_deadline_running", "due_on", sqlite_where=text(_RUNNING), postgresql_where=text(_RUNNING)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str]
    starts_on: Mapped[date]
    """The day of the notification or of the fact; the count begins on the day after (Ley 39/2015, art. 30)."""
    due_on: Mapped[date]
    """The last day, or for `office_may_act` the first one."""
    provisional: Mapped[bool] = mapped_column(default=False)
    """Counted from the deposit of a notification that nobody has opened yet."""
    extended_by: Mapped[int] = mapped_column(default=0)
    """Added to the first time allowed, in its unit: working days for `remedy`, months for `mediation_ends`."""
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("case_requirement.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_because: Mapped[str | None] = mapped_column(default=None)
    """met, passed_on (the case went on without it), replaced. Lateness alone ends nothing."""


class Notified:
    """How something was notified, and the days that the practice of a notification goes through."""

    notified_by: Mapped[str]
    """enotum, paper, or in_person."""
    deposited_on: Mapped[date | None] = mapped_column(default=None)
    """Put at the person's disposal, or sent on paper."""
    opened_on: Mapped[date | None] = mapped_column(default=None)
    """Opened, or delivered."""
    rejected_on: Mapped[date | None] = mapped_column(default=None)
    """Rejected, or unopened for ten calendar days (Ley 39/2015, art. 43.2)."""

    @property
    def notified_on(self) -> date | None:
        """The day from which time counts, once the notification was practised."""
        return self.opened_on or self.rejected_on


class Requirement(Notified, Base):
    """A formal demand on the person, with its notification.

    For documents (Ley 39/2015, art. 68.1), or to go on, with the warning of lapse (art. 95.1).
    """

    __tablename__ = "case_requirement"
    __table_args__ = (
        CheckConstraint("extension_days BETWEEN 0 AND 5", name="extended_by_five_at_most"),
        CheckConstraint("purpose IN ('remedy', 'lapse')", name="known_purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    document_kinds: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(default="")
    """What is asked, in the office's words."""
    purpose: Mapped[str] = mapped_column(default="remedy", server_default="remedy")
    """Code of the deadline that begins with its notification: remedy or lapse."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    extension_days: Mapped[int] = mapped_column(default=0)
    met_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a resolution put an end to it without the documents."""


class Resolution(Notified, Base):
    """A decision that ends a case on formal grounds, with its notification."""

    __tablename__ = "case_resolution"
    __table_args__ = (
        CheckConstraint(one_of("outcome", RESOLUTIONS), name="known_outcome"),
        CheckConstraint(one_of("ground", GROUNDS), name="known_ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    outcome: Mapped[str]
    """The state that it brought."""
    ground: Mapped[str | None] = mapped_column(default=None)
    """Of one that does not admit the case."""
    reason: Mapped[str]
    """As written; erased with the case."""
    resolved_at: Mapped[datetime]
    resolved_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))


class ClockStop(Base):
    """A stretch during which the time to resolve stands still (Ley 39/2015, art. 22.1)."""

    __tablename__ = "case_clock_stop"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    since: Mapped[date]
    why: Mapped[str]
    """Code: documents_required, other_body, mediation."""
    until: Mapped[date | None] = mapped_column(default=None)
