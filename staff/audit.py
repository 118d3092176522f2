"""Noting what somebody changed, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from database import Base
from staff.models import AuditEntry


def note(
    session: Session,
    member_id: int | None,
    action: str,
    subject: Base,
    now: datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Record that a member of staff (None: somebody on the command line) did `action` to the row `subject`.

    `before` and `after` hold what changed as JSON values: codes, times in ISO form, row numbers, no personal data.
    """
    session.flush()  # a new row has its number only then
    (number,) = subject.__mapper__.primary_key_from_instance(subject)
    session.add(
        AuditEntry(
            happened_at=now,
            member_id=member_id,
            action=action,
            subject_kind=subject.__tablename__,
            subject_id=str(number),
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
            reason=reason,
        )
    )
