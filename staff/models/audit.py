"""The record of what staff changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from database import Base


class AuditEntry(Base):
    """One change: who, what, before and after, when, and why where a rule was broken. Never altered, never deleted.

    `before` and `after` hold codes, times and row numbers; personal data stay where they are and are pointed to.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    """Empty for what was done on the command line."""
    action: Mapped[str]
    """A code, such as `appointment_moved`."""
    subject_kind: Mapped[str]
    """The table of what was changed."""
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str | None]
    """In the words of the person who broke a rule."""
