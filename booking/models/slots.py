"""Slots: one technician, one start, thirty minutes. The row is the resource."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, bindparam, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcDateTime

_OFFERED = "appointment_id IS NULL AND blocked IS NULL"
_TAKEN_AND_BLOCKED = "appointment_id IS NOT NULL AND blocked IS NOT NULL"


class Slot(Base):
    """Open, held for some minutes, taken by one appointment, or blocked.

    `appointment_id` is the promise that a slot belongs to at most one live appointment: there is one column to put
    it in, and it is set by an UPDATE that demands that it be empty. Cancelling and moving empty it again.
    A taken slot that is blocked is a call that nobody will attend: it stays, and is reported.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("technician_id", "starts_at"),
        Index(
            "ix_slot_offered",
            "office_id",
            "starts_at",
            "technician_id",
            "service_id",
            "held_until",
            "local_date",
            sqlite_where=text(_OFFERED),
            postgresql_where=text(_OFFERED),
        ),
        Index(
            "ix_slot_taken_and_blocked",
            "starts_at",
            "appointment_id",
            sqlite_where=text(_TAKEN_AND_BLOCKED),
            postgresql_where=text(_TAKEN_AND_BLOCKED),
        ),
        Index(
            "ix_slot_held_by",
            "held_by",
            sqlite_where=text("held_by IS NOT NULL"),
            postgresql_where=text("held_by IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """Thirty minutes later; stored so that the database can join a slot to the next one of the same technician."""
    local_date: Mapped[date]
    """Day of the start on the office's wall calendar, kept so that the database can count by day."""
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), default=None)
    blocked: Mapped[str | None] = mapped_column(default=None)
    """holiday, closure, absence, outlook (busy there), unreadable (Outlook cannot be read), or hours (taken or held
    while the weekly hours changed)."""
    accepted: Mapped[str | None] = mapped_column(default=None)
    """What blocked the slot when a coordinator knowingly put the appointment here: for that reason it is not reported
    as a call that nobody attends."""
    held_by: Mapped[str | None] = mapped_column(default=None)
    """Random name of the browser that is filling in the form."""
    held_since: Mapped[datetime | None] = mapped_column(default=None)
    held_until: Mapped[datetime | None] = mapped_column(default=None)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), default=None, index=True)

    @classmethod
    def is_free(cls) -> ColumnElement[bool]:
        """Neither taken, nor blocked, nor held by somebody else. Parameters: `now`, and `holder`, who may be None."""
        return and_(
            cls.appointment_id.is_(None),
            cls.blocked.is_(None),
            or_(
                cls.held_until.is_(None),
                cls.held_until <= bindparam("now", type_=UtcDateTime),
                cls.held_by == bindparam("holder", type_=String),
            ),
        )
