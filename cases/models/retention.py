"""How long each kind of record is kept, and the record of what was destroyed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database import Base


class RetentionRule(Base):
    """How long a class of records of an office is kept after its end; the archive decides, a setting per class.

    Case files are only marked as due: nothing of a file is destroyed before a person has said so (Llei 10/2001, 9).
    """

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("months > 0", name="some_time"),)

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    record_class: Mapped[str] = mapped_column(primary_key=True)
    """A procedure of cases."""
    months: Mapped[int]
    """After closing."""
    source: Mapped[str] = mapped_column(default="")
    """Which table of the archive says so."""


class Destruction(Base):
    """The record of a destruction: how many files, by which rule, who approved. Names nobody."""

    __tablename__ = "destruction"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    happened_at: Mapped[datetime]
    rule: Mapped[str]
    """Record class and months, or `request`."""
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    cases: Mapped[int]
    documents: Mapped[int]
    numbers: Mapped[list[str]]
    """Numbers of the case files."""
