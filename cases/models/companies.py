"""Who is complained of, and of what kind of business."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database import Base


class Sector(Base):
    """A heading of the classification. Data that a coordinator may edit; codes never change, reports group by them."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, str]]
    position: Mapped[int]
    basic_service: Mapped[bool]
    """A service of Ley 10/2025, art. 2: the company has 15 working days to answer, 5 about a bill; a supply cut is
    urgent."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class Company(Base):
    """A business that somebody complained of. Entered once and found again by name or tax number."""

    __tablename__ = "company"
    __table_args__ = (
        UniqueConstraint("office_id", "nif"),
        Index("ix_company_name", "office_id", "name_folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str]
    name_folded: Mapped[str]
    """The name without accents, capitals and signs, to search by."""
    nif: Mapped[str | None] = mapped_column(default=None)
    """Tax number with a right check character, capitals, no separators."""
    address: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    web: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
