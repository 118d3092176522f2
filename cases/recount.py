"""Deadlines that would end on another day with the holidays on file now: shown first, changed when accepted.

Holidays are corrected by hand and orders come late: nobody's deadline moves behind their back because of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from booking.models import Office
from booking.terms import AnyRow
from cases.calendar import Calendar, Calendars, HolidaysNotLoaded
from cases.deadline_kinds import KINDS
from cases.deadlines import end_deadlines, put_deadline, refresh
from cases.history import Actor, changed, lock_case
from cases.models import Case, Deadline, Sector
from cases.prior_claim import BASIC_SERVICE_SINCE, company_answers_by
from cases.promise_letter import promise_letter
from cases.states import STATES
from database import writing

_COUNTED = tuple(code for code, kind in KINDS.items() if kind.lasts.unit != "plain_months" or code == "company_answers")
"""Kinds whose last day depends on holidays."""


@dataclass(frozen=True)
class Recount:
    """A deadline that would change, or one that could not be counted before and can be now."""

    case_id: int
    reference: str
    number: str
    kind: str
    starts_on: date
    before: date | None
    after: date
    deadline_id: int | None

    @property
    def key(self) -> str:
        """Names it, with what it would become: accepting another outcome than the one that was shown is no yes."""
        return f"{self.case_id}-{self.kind}-{self.after.isoformat()}"


@dataclass(frozen=True)
class Recounted:
    """What a look at all open deadlines of an office found."""

    changes: list[Recount]
    missing: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Places and years that are not on file, with the number of deadlines that cannot be counted for want of them."""


def recount(session: Session, office_id: int, zone: ZoneInfo) -> Recounted:
    """Count the office's open deadlines anew. Changes nothing."""
    seat = session.scalars(select(Office.seat_ine_code).where(Office.id == office_id)).one()
    calendars, found = Calendars(session), Recounted([])
    for one in (*_running(session, office_id), *_not_counted(session, office_id, zone)):
        calendar = calendars.of(seat, one.municipality_id)
        try:
            starts_on = one.starts_on if one.deadline_id else _first_day(calendar, one)
            after = _last_day(calendar, one, starts_on)
        except HolidaysNotLoaded as missing:
            found.missing[missing.place, missing.year] += 1
            continue
        if after != one.due_on:
            found.changes.append(
                Recount(one.case_id, one.reference, one.number, one.kind, starts_on, one.due_on, after, one.deadline_id)
            )
    return found


def accept(office_id: int, keys: AbstractSet[str], actor: Actor, now: datetime, zone: ZoneInfo) -> int:
    """Change the deadlines that were shown and still come out the same; gives how many.

    Those that come out otherwise meanwhile stay as they are, to be shown again. A person whose own last day moves is
    told; what moves for the office or the company alone is not their affair.
    """
    with writing() as session:
        accepted = [one for one in recount(session, office_id, zone).changes if one.key in keys]
        for one in sorted(accepted, key=lambda change: change.case_id):
            case = lock_case(session, one.case_id)
            new = put_deadline(session, case, one.kind, one.starts_on, one.after)
            if one.deadline_id is not None:
                old = session.get_one(Deadline, one.deadline_id)
                new.provisional, new.extended_by = old.provisional, old.extended_by
                new.requirement_id = old.requirement_id
                end_deadlines([old], "replaced", now)
            refresh(session, case)
            details = {"kind": one.kind, "after": one.after.isoformat()}
            before = {} if one.before is None else {"before": one.before.isoformat()}
            theirs = KINDS[one.kind].who_acts == "consumer"
            if theirs:
                promise_letter(session, case, "case_changed", now)
            changed(session, case, "deadline_recounted", actor, now, details=details | before, for_consumer=theirs)
        return len(accepted)


@dataclass(frozen=True)
class _Open:
    """What must be known of an open deadline to count it."""

    case_id: int
    reference: str
    number: str
    municipality_id: str
    basic_service: bool
    about_billing: bool
    kind: str
    starts_on: date
    deadline_id: int | None = None
    due_on: date | None = None
    extended_by: int = 0


_OF_CASE = (
    Case.id,
    Case.reference,
    Case.number,
    Case.municipality_id,
    Case.prior_claim_about_billing,
    Sector.basic_service,
)


def _running(session: Session, office_id: int) -> Iterator[_Open]:
    rows = session.execute(
        select(
            *_OF_CASE,
            Deadline.kind,
            Deadline.starts_on,
            Deadline.id.label("deadline_id"),
            Deadline.due_on,
            Deadline.extended_by,
        )
        .join(Deadline, Deadline.case_id == Case.id)
        .outerjoin(Sector, Sector.code == Case.sector_code)
        .where(Case.office_id == office_id, Deadline.ended_at.is_(None), Deadline.kind.in_(_COUNTED))
        .order_by(Deadline.due_on, Deadline.id)
    )
    for row in rows:
        due = (row.deadline_id, row.due_on, row.extended_by)
        yield _open(row, row.kind, row.starts_on, *due)


def _not_counted(session: Session, office_id: int, zone: ZoneInfo) -> Iterator[_Open]:
    """What could not be counted when the case was opened, or when the claim to the company was typed in."""
    cases = (
        select(*_OF_CASE, Case.opened_at, Case.prior_claim_on)
        .outerjoin(Sector, Sector.code == Case.sector_code)
        .where(Case.office_id == office_id, Case.closed_at.is_(None))
        .order_by(Case.id)
    )
    for row in session.execute(cases.where(Case.state == "pending", ~_has("inform"))):
        yield _open(row, "inform", row.opened_at.astimezone(zone).date())
    waiting = cases.where(
        Case.state.in_([code for code, state in STATES.items() if "company_answers" in state.keeps]),
        Case.prior_claim_on >= BASIC_SERVICE_SINCE,
        Case.prior_reply_on.is_(None),
        Sector.basic_service,
        ~_has("company_answers"),
    )
    for row in session.execute(waiting):
        yield _open(row, "company_answers", row.prior_claim_on)


def _open(
    row: AnyRow,
    kind: str,
    starts_on: date,
    deadline_id: int | None = None,
    due_on: date | None = None,
    extended_by: int = 0,
) -> _Open:
    return _Open(
        row.id,
        row.reference,
        row.number,
        row.municipality_id,
        bool(row.basic_service),
        row.prior_claim_about_billing,
        kind,
        starts_on,
        deadline_id,
        due_on,
        extended_by,
    )


def _has(kind: str) -> ColumnElement[bool]:
    return exists().where(Deadline.case_id == Case.id, Deadline.kind == kind, Deadline.ended_at.is_(None))


def _first_day(calendar: Calendar, one: _Open) -> date:
    """What comes in on a day off counts as of the next working day; the claim to a company does not come in here."""
    return calendar.first_working(one.starts_on) if one.kind == "inform" else one.starts_on


def _last_day(calendar: Calendar, one: _Open, starts_on: date) -> date:
    if one.kind == "company_answers":
        return company_answers_by(calendar, starts_on, one.basic_service, one.about_billing)
    return KINDS[one.kind].lasts.last_day(calendar, starts_on, one.extended_by)
