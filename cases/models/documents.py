"""Papers: what was handed in together, and each file of it. The bytes lie in the storage under a name of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.models.codes import DOCUMENT_KINDS, MEDIA_TYPES, SCANS, one_of
from database import Base

_TO_SCAN = "next_scan_at IS NOT NULL"
_UNSEEN = "scan = 'unscanned' AND next_scan_at IS NULL AND removed_at IS NULL"
_REMOVED = "removed_at IS NOT NULL"


class Submission(Base):
    """What somebody handed in at one time, with the number of its receipt (Ley 39/2015, art. 16.3)."""

    __tablename__ = "case_submission"
    __table_args__ = (CheckConstraint("case_id IS NOT NULL OR appointment_id IS NOT NULL", name="belongs_somewhere"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """Number of the receipt, such as R-7KMR-4PDX."""
    once_key: Mapped[str] = mapped_column(unique=True)
    """Key of the form: what is sent twice is handed in once."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    """Where it was handed in before there was a case; the case takes it over."""
    received_at: Mapped[datetime]
    handed_in_by: Mapped[str]
    """consumer, or the id of a member of staff."""


class Document(Base):
    """One file of a case. `reference` names it in addresses; `storage_name`, which nobody sees, where its bytes are."""

    __tablename__ = "case_document"
    __table_args__ = (
        CheckConstraint(one_of("kind", DOCUMENT_KINDS), name="known_kind"),
        CheckConstraint(one_of("scan", SCANS), name="known_scan"),
        CheckConstraint(one_of("media_type", MEDIA_TYPES), name="allowed_type"),
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_case_document_submission", "submission_id"),
        Index("ix_case_document_sha256", "sha256"),
        Index("ix_case_document_to_scan", "next_scan_at", sqlite_where=text(_TO_SCAN), postgresql_where=text(_TO_SCAN)),
        Index("ix_case_document_unseen", "id", sqlite_where=text(_UNSEEN), postgresql_where=text(_UNSEEN)),
        Index("ix_case_document_removed", "removed_at", sqlite_where=text(_REMOVED), postgresql_where=text(_REMOVED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("case_submission.id"))
    kind: Mapped[str]
    file_name: Mapped[str]
    """As the person named it, cleaned of paths and of characters that deceive."""
    storage_name: Mapped[str] = mapped_column(unique=True)
    media_type: Mapped[str]
    """By content, not by name."""
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    """Hexadecimal."""
    scan: Mapped[str]
    scanned_at: Mapped[datetime | None] = mapped_column(default=None)
    next_scan_at: Mapped[datetime | None] = mapped_column(default=None)
    """When to ask the scanner (again); empty once it has answered, or where there is none."""
    of_mediation: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    """Taken out: the bytes are gone, the line of the file stays."""
    removed_because: Mapped[str] = mapped_column(default="")
    """The reason that somebody gave; of an infected one, what the scanner calls it."""
