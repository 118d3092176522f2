"""Who comes and who attends: persons and technicians."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    Table,
    false,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

technician_service = Table(
    "technician_service",
    Base.metadata,
    Column("technician_id", ForeignKey("technician.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id"), primary_key=True),
)
"""Which services a technician gives."""


class Person(Base):
    """The personal data given with one booking: here and in free text, nowhere else; erasing is one operation."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR address <> ''", name="reachable"
        ),
        Index("ix_person_email_lower", text("lower(email)")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    """As given, with the domain in its ASCII form and lower case: letters go to where the person said."""
    phone: Mapped[str | None] = mapped_column(index=True)
    """E.164, such as +34938000000."""
    language: Mapped[str]
    identity_number: Mapped[str] = mapped_column(default="")
    """DNI, NIE or passport. Asked for in a case, never to book."""
    address: Mapped[str] = mapped_column(default="")
    """Where the person lives: it decides which office is competent, and where paper is sent."""
    notified_by: Mapped[str] = mapped_column(default="")
    """enotum or paper, as the person chose for their case (Ley 39/2015, art. 14.1); empty before."""
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def gave(cls, email: str | None, phone: str | None) -> ColumnElement[bool]:
        """Whether the person gave this mail address or this telephone; nobody gave neither.

        Capitals make no other address, whatever RFC 5321, 2.4, lets a server do: people type theirs in either way.
        """
        same_mail = [func.lower(cls.email) == email.lower()] if email else []
        return or_(false(), *same_mail, *([cls.phone == phone] if phone else []))


class Technician(Base):
    """A member of staff who takes calls. `email` is the mailbox whose calendar holds the meetings."""

    __tablename__ = "technician"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="ca")
    entra_oid: Mapped[str | None] = mapped_column(unique=True, default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    busy_read_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the Outlook calendar was last read with success. Empty again once the mailbox refuses to be read."""
    busy_problem: Mapped[str | None] = mapped_column(default=None)
    """Why it could not be read the last time: an advice code of the gateway."""

    @staticmethod
    def working_for(office_id: int) -> Select[Technician]:
        return (
            select(Technician)
            .where(Technician.office_id == office_id, Technician.left_at.is_(None))
            .order_by(Technician.id)
        )
