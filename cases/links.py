"""The secret address `/e/<token>` of a case, which letters repeat."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Case, CaseLink


def new_link(session: Session, case: Case, now: datetime) -> str:
    """A new secret address; the token has 128 random bits. Earlier ones stay in force until they are revoked."""
    token = secrets.token_urlsafe(16)
    session.add(CaseLink(token=token, case_id=case.id, created_at=now))
    session.flush()
    return token


def current_token(session: Session, case_id: int) -> str | None:
    """The token of the newest address in force; None if all of them were revoked."""
    return session.scalar(
        select(CaseLink.token)
        .where(CaseLink.case_id == case_id, CaseLink.revoked_at.is_(None))
        .order_by(CaseLink.created_at.desc(), CaseLink.token)
        .limit(1)
    )
