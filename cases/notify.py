"""Writing down what became of a notification: in e-NOTUM, on paper. Nothing is sent from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.deadlines import end_deadlines, refresh, running
from cases.errors import CaseRefusal
from cases.history import Actor, changed, lock_case
from cases.models import Case, Document, Notified, Resolution, Submission
from cases.notification import Days, WrongDay, check_days
from cases.requirements import count_from_notification, wanted_requirement
from database import writing


class NoResolution(CaseRefusal):
    """The case has no resolution to notify."""


class NoSuchReceipt(CaseRefusal):
    """The case has no document with this reference."""


def notify_requirement(
    case_id: int, requirement_id: int, days: Days, receipt: str, actor: Actor, now: datetime, zone: ZoneInfo
) -> None:
    """Write down the days of the notification of a requirement; its deadline follows, provisional or final.

    `receipt` is the reference of the document that proves it, or empty. Days can be corrected while the case waits.
    Raises NoRequirement, WrongDay, NoSuchReceipt, HolidaysNotLoaded.
    """
    with writing() as session:
        case = lock_case(session, case_id)
        requirement = wanted_requirement(session, case, requirement_id)
        _write(session, case, requirement, days, receipt, requirement.asked_at, now, zone)
        count_from_notification(session, case, requirement, now)
        _tell(session, case, "requirement", requirement.id, days, receipt, actor, now)


def notify_resolution(case_id: int, days: Days, receipt: str, actor: Actor, now: datetime, zone: ZoneInfo) -> None:
    """The same of the resolution that closed the case. Raises NoResolution, WrongDay, NoSuchReceipt."""
    with writing() as session:
        case = lock_case(session, case_id)
        resolution = last_resolution(session, case.id)
        if resolution is None or case.is_open:
            raise NoResolution
        _write(session, case, resolution, days, receipt, resolution.resolved_at, now, zone)
        if resolution.notified_on is not None:
            end_deadlines([one for one in running(session, case.id) if one.kind == "notify_inadmissible"], "met", now)
            refresh(session, case)
        _tell(session, case, "resolution", resolution.id, days, receipt, actor, now)


def last_resolution(session: Session, case_id: int) -> Resolution | None:
    """The newest resolution of a case; one before it lost its force when the case was opened again."""
    return session.scalars(
        select(Resolution).where(Resolution.case_id == case_id).order_by(Resolution.id.desc()).limit(1)
    ).first()


def _write(
    session: Session,
    case: Case,
    what: Notified,
    days: Days,
    receipt: str,
    asked_at: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    if days == replace(days, deposited_on=None, opened_on=None, rejected_on=None):
        raise WrongDay("deposited_on", "nothing")
    check_days(days, what.notified_by, _day(asked_at, zone), _day(now, zone))
    if receipt and not _has_document(session, case, receipt):
        raise NoSuchReceipt
    what.deposited_on, what.opened_on, what.rejected_on = days.deposited_on, days.opened_on, days.rejected_on


def _has_document(session: Session, case: Case, reference: str) -> bool:
    found = session.scalar(
        select(Document.id)
        .join(Submission, Submission.id == Document.submission_id)
        .where(Document.reference == reference.upper(), Submission.case_id == case.id)
    )
    return found is not None


def _tell(
    session: Session, case: Case, what: str, number: int, days: Days, receipt: str, actor: Actor, now: datetime
) -> None:
    given = {
        "deposited_on": days.deposited_on,
        "opened_on": days.opened_on,
        "rejected_on": days.rejected_on,
    }
    details = {name: day.isoformat() for name, day in given.items() if day is not None}
    details |= {what: str(number)} | ({"receipt": receipt.upper()} if receipt else {})
    changed(session, case, "notified", actor, now, details=details)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
