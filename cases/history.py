"""A change of a case is told once, here: in its history, in the record of what staff did, and in what searches find."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import CaseDestroyed
from cases.models import Case, CaseEvent
from cases.search_index import reindex
from staff.audit import note

Actor = int | Literal["consumer", "system"]
"""Who changes something: the id of a member of staff, the person whose case it is, or the service itself."""


def lock_case(session: Session, case_id: int) -> Case:
    """The case as it is now, kept from being changed by anybody else until the transaction ends.

    Raises CaseDestroyed: what is left of such a case does not change any more.
    """
    case = session.scalars(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if case.destroyed_at is not None:
        raise CaseDestroyed(case.destroyed_at, case.destroyed_by_rule)
    return case


def changed(
    session: Session,
    case: Case,
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    details: Mapping[str, str] | None = None,
    words: str | None = None,
    for_consumer: bool = False,
    of_mediation: bool = False,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Tell of a change of the case, as the last thing in the transaction that makes it.

    `kind` is a code for the history and, with `case_` before it, for the audit. `details`, `before` and `after` hold
    codes, dates and numbers of rows, no personal data; `words` is what somebody wrote, and is erased with the case.
    """
    event = CaseEvent(
        case_id=case.id,
        happened_at=now,
        kind=kind,
        actor=str(actor),
        details=dict(details or {}),
        words=words or None,
        for_consumer=for_consumer,
        of_mediation=of_mediation,
    )
    case.updated_at = now
    session.add(event)
    if isinstance(actor, int):
        note(session, actor, f"case_{kind}", case, now, before=before, after=after or details)
    reindex(session, case)
    return event
