"""Where people live and who serves them: municipalities, offices, services."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

SLOT = timedelta(minutes=30)
"""Length of a slot; starts lie on the half-hour grid."""


class _HasNotice(Protocol):
    @property
    def minimum_notice_minutes(self) -> int: ...

    @property
    def horizon_days(self) -> int: ...


class Notice:
    """From when until when hours may be booked, for what has `minimum_notice_minutes` and `horizon_days`."""

    def earliest_start(self: _HasNotice, now: datetime) -> datetime:
        """The first instant that may still be booked (hours of notice count as elapsed time, not wall time)."""
        return now + timedelta(minutes=self.minimum_notice_minutes)

    def latest_start(self: _HasNotice, now: datetime) -> datetime:
        """The last instant that may be booked already."""
        return now + timedelta(days=self.horizon_days)


class Office(Notice, Base):
    """A body that serves: its letterhead and its rules of notice. One is normal, several work."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    phone_hours: Mapped[dict[str, str]]
    """Words by language code, as all texts of an office that people read."""
    address: Mapped[str]
    controller: Mapped[str]
    """Who is responsible for the data (GDPR 13.1.a), as printed in the first layer."""
    rights_address: Mapped[str]
    dpo_email: Mapped[str]
    seat_ine_code: Mapped[str]
    """Municipality of the seat: its local holidays close the office too."""
    organic_unit: Mapped[str] = mapped_column(default="")
    """Code and name of the unit in the corporation's own registry, as its lists of cases print it."""
    minimum_notice_minutes: Mapped[int] = mapped_column(default=120)
    horizon_days: Mapped[int] = mapped_column(default=45)
    move_cutoff_minutes: Mapped[int] = mapped_column(default=120)
    cancel_cutoff_minutes: Mapped[int] = mapped_column(default=60)
    max_moves: Mapped[int] = mapped_column(default=3)
    max_open_appointments: Mapped[int] = mapped_column(default=2)
    colour: Mapped[str | None] = mapped_column(default=None)
    """The office's own colour on its pages, as #rrggbb, instead of the site's green; at least 4.5:1 on white."""
    closed_notice: Mapped[dict[str, str] | None] = mapped_column(default=None)
    """When set, nothing can be booked and this is said instead."""


class MunicipalityStatus(enum.Enum):
    """Whether the municipality keeps a consumer office of its own. Unknown is a third answer, not a no."""

    OWN_OFFICE = "own_office"
    SERVED = "served"
    UNKNOWN = "unknown"


class Municipality(Base):
    """One of the 311 of the province. The INE code is text: it begins with a zero."""

    __tablename__ = "municipality"
    __table_args__ = (
        CheckConstraint("(status = 'SERVED') = (office_id IS NOT NULL)", name="served_by_an_office"),
        Index("ix_municipality_name_sort", "name_sort"),
    )

    ine_code: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_sort: Mapped[str]
    """Key of the alphabet: plain letters, the article behind, so that every database puts Òdena before Olvan."""
    comarca: Mapped[str]
    population: Mapped[int]
    """Residents on 1 January 2025. Font: INE, xifres oficials de població."""
    status: Mapped[MunicipalityStatus] = mapped_column(Enum(MunicipalityStatus, native_enum=False, length=12))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), default=None)
    own_office_name: Mapped[str | None] = mapped_column(default=None)
    own_office_address: Mapped[str | None] = mapped_column(default=None)
    own_office_phone: Mapped[str | None] = mapped_column(default=None)
    own_office_hours: Mapped[str | None] = mapped_column(default=None)
    own_office_url: Mapped[str | None] = mapped_column(default=None)

    @property
    def has_own_office(self) -> bool:
        return self.status is MunicipalityStatus.OWN_OFFICE

    @staticmethod
    def in_alphabet() -> Select[Municipality]:
        return select(Municipality).order_by(Municipality.name_sort)


class Service(Base):
    """What can be booked at an office. Lasts one slot or several consecutive ones of the same technician."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("office_id", "slug"),
        CheckConstraint("slots BETWEEN 1 AND 8", name="slots"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    slug: Mapped[str]
    names: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]]
    slots: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def duration(self) -> timedelta:
        return self.slots * SLOT

    @staticmethod
    def offered_by(office_id: int) -> Select[Service]:
        return (
            select(Service)
            .where(Service.office_id == office_id, Service.withdrawn_at.is_(None))
            .order_by(Service.position, Service.id)
        )
