"""Mails about a case to the person: that something changed and where to read it, never what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

_OPEN = "sent_at IS NULL AND given_up_at IS NULL"
_UNSENT = "sent_at IS NULL AND told_at IS NULL"


class CaseLetter(Base):
    """One promised mail, written with the change that asks for it; and what came of it."""

    __tablename__ = "case_letter"
    __table_args__ = (
        Index("ix_case_letter_case", "case_id"),
        Index("ix_case_letter_unsent", "created_at", sqlite_where=text(_UNSENT), postgresql_where=text(_UNSENT)),
        Index("ix_case_letter_open", "next_attempt_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str]
    """case_opened, case_changed, documents_wanted, answer_wanted, documents_received, case_closed."""
    message_id: Mapped[str] = mapped_column(unique=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("case_submission.id"), default=None)
    """Of a receipt: what was handed in."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When somebody noted that the person knows: a refused mail need not go any more."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(default=None)
    """Advice code of the last failure (see mail.MailProblem)."""
