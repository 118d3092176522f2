"""How long files are kept, and which of them are due.

No document of a public administration may be destroyed outside the rules of its archive (Llei 10/2001, art. 9), and
no table for consumer files is known: so there are no rules until the office enters what its archive has decided, and
what is due is only listed. A person says yes (cases/destroy.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import Session

from booking.models import Office
from cases.calendar import plain_months
from cases.errors import CaseRefusal
from cases.models import PROCEDURES, Case, RetentionRule
from database import writing
from staff.audit import note

LONGEST = 12 * 100
"""Months. What is kept for ever has no rule."""


class ImpossibleRule(CaseRefusal):
    """A rule is for a procedure of cases, and for a number of months between 1 and `LONGEST`."""


@dataclass(frozen=True)
class Rule:
    """A rule as somebody enters it; `months` None takes it away. `source` is the table of the archive."""

    record_class: str
    months: int | None
    source: str = ""

    def __post_init__(self) -> None:
        if self.record_class not in PROCEDURES or (self.months is not None and not 0 < self.months <= LONGEST):
            raise ImpossibleRule


def rules_of(session: Session, office_id: int) -> dict[str, RetentionRule]:
    """The rules of an office by record class."""
    rules = session.scalars(select(RetentionRule).where(RetentionRule.office_id == office_id))
    return {rule.record_class: rule for rule in rules}


def set_rules(office_id: int, rules: Sequence[Rule], member_id: int, now: datetime) -> None:
    """Enter what the archive has decided. What changes is on record, rule by rule."""
    with writing() as session:
        office = session.get_one(Office, office_id)
        present = rules_of(session, office_id)
        for rule in rules:
            old = present.get(rule.record_class)
            before = {"months": old.months, "source": old.source} if old else None
            after = {"months": rule.months, "source": rule.source} if rule.months else None
            if before == after:
                continue
            if old is not None and after is None:
                session.delete(old)
            elif rule.months is not None:
                session.merge(
                    RetentionRule(
                        office_id=office_id, record_class=rule.record_class, months=rule.months, source=rule.source
                    )
                )
            named = {"record_class": rule.record_class}
            note(session, member_id, "retention_changed", office, now, before=named | (before or {}), after=after)


def code_of(rule: RetentionRule) -> str:
    """How the record of a destruction names the rule."""
    return f"{rule.record_class}-{rule.months}"


def due(session: Session, office_id: int, today: date) -> Select[Case]:
    """Closed files whose time is over, longest closed first, but for those on hold."""
    rules = rules_of(session, office_id).values()
    over = [
        and_(Case.procedure == rule.record_class, Case.closed_at <= _midnight(plain_months(today, -rule.months)))
        for rule in rules
    ]
    return (
        select(Case)
        .where(
            Case.office_id == office_id,
            Case.closed_at.is_not(None),
            Case.destroyed_at.is_(None),
            Case.hold_since.is_(None),
            or_(false(), *over),
        )
        .order_by(Case.closed_at, Case.id)
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
