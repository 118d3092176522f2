"""What happened to a case, what was noted apart from it, and who may see its mediation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

_IN_FORCE = "revoked_at IS NULL"


class CaseEvent(Base):
    """One line of a case's history. Rows are only ever added; the database refuses to change or delete one.

    The one exception: `words`, which people wrote, can be emptied when the case is destroyed.
    """

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    happened_at: Mapped[datetime]
    kind: Mapped[str]
    """opened, state_changed, procedure_changed, assigned, block_saved, documents_required, deadline_extended,
    deadline_recounted, mediation_extended, document_added, notified, clock_stopped, clock_resumed,
    clock_stays_stopped, call_joined, ..."""
    actor: Mapped[str]
    """consumer, system, or the id of a member of staff."""
    details: Mapped[dict[str, str]]
    """Codes, dates and row numbers. No personal data."""
    words: Mapped[str | None] = mapped_column(default=None)
    """Why, and what the person is told, as somebody wrote it."""
    for_consumer: Mapped[bool] = mapped_column(default=False)
    """Whether it is shown on the person's own page."""
    of_mediation: Mapped[bool] = mapped_column(default=False)
    """Confidential (Llei 22/2010, art. 132-2.5): shown to those with access to the mediation only."""


class CaseNote(Base):
    """An internal note: a draft or an opinion, not part of the file (Ley 39/2015, art. 70.4)."""

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    text: Mapped[str]


class MediationAccess(Base):
    """Leave for a member of staff to see the mediation papers of a case."""

    __tablename__ = "mediation_access"
    __table_args__ = (
        Index(
            "ix_mediation_access_in_force",
            "case_id",
            "member_id",
            unique=True,
            sqlite_where=text(_IN_FORCE),
            postgresql_where=text(_IN_FORCE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    given_at: Mapped[datetime]
    given_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
