"""When technicians work and when they do not: weekly hours, closures, absences, holidays, busy time in Outlook."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

CATALONIA = "CT"
"""Place of the holidays that hold in all of Catalonia; local ones carry an INE code instead."""


class WorkingHours(Base):
    """A weekly stretch in the office's wall time, from `starts` to `ends`, on one ISO weekday (Monday is 1)."""

    __tablename__ = "working_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="iso_weekday"),
        CheckConstraint("starts < ends", name="in_order"),
        CheckConstraint("valid_until IS NULL OR valid_from <= valid_until", name="validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), default=None)
    """Kept for one service; otherwise for every service that the technician gives."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(default=None)
    """Last day, included."""

    def holds_on(self, day: date) -> bool:
        return (
            day.isoweekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


class Closure(Base):
    """Days on which an office sees nobody, both ends included."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[dict[str, str]]


class Absence(Base):
    """Time for which a technician is away. Why is said in a few codes that tell nothing about anybody's health."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="in_order"),
        Index("ix_absence_technician_ends", "technician_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default="other", server_default="other")
    """leave, training, meeting, unplanned or other."""


class Holiday(Base):
    """A public holiday of Catalonia or a local one of a municipality (Ley 39/2015, 30.7; orders in the DOGC)."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("place", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str]
    """`CT` or the INE code of a municipality."""
    day: Mapped[date]
    names: Mapped[dict[str, str]]


HOLIDAY_SOURCES = ("rules", "order", "order_none", "staff", "unknown")
"""Where the holidays of a year at a place come from: computed from rules; the yearly order; the order, which has none
that hold for the whole municipality; typed by staff; from nowhere, for somebody decided to count without them."""


class HolidayYear(Base):
    """That the holidays of a year are on file at a place. No deadline is counted in a year that is not."""

    __tablename__ = "holiday_year"
    __table_args__ = (
        CheckConstraint(f"source IN ({', '.join(repr(code) for code in HOLIDAY_SOURCES)})", name="known_source"),
    )

    place: Mapped[str] = mapped_column(primary_key=True)
    """As of `Holiday`."""
    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]


class BusyTime(Base):
    """Time that Outlook shows as taken in a technician's calendar, as last read."""

    __tablename__ = "busy_time"
    __table_args__ = (Index("ix_busy_time_technician_starts", "technician_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
