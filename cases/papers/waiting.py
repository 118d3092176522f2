"""Papers that nobody can open because the scanner has not answered for long: somebody must look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from booking.models import Appointment
from cases.models import Case, Document, Submission

PATIENCE = timedelta(hours=1)
"""What is tried again by itself is nobody's business for so long."""


@dataclass(frozen=True)
class NotScanned:
    """Documents of an office that wait for the scanner; one line for all, for the cause is one."""

    kind: ClassVar = "scan"
    since: datetime
    """When the one that has waited longest was handed in."""
    number: int


def not_scanned(session: Session, office_id: int, now: datetime) -> list[NotScanned]:
    """At most one line: the documents of the office that have been `checking` for more than an hour."""
    row = session.execute(
        select(func.min(Submission.received_at), func.count(Document.id))
        .join(Document, Document.submission_id == Submission.id)
        .outerjoin(Case, Case.id == Submission.case_id)
        .outerjoin(Appointment, Appointment.id == Submission.appointment_id)
        .where(
            Document.next_scan_at.is_not(None),  # as the index of those that wait has it
            Document.scan == "checking",
            Document.removed_at.is_(None),
            Submission.received_at <= now - PATIENCE,
            or_(Case.office_id == office_id, Appointment.office_id == office_id),
        )
    ).one()
    return [NotScanned(*row)] if row[1] else []
