"""What follows from the claim that the person sent to the company before coming: three dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from cases.calendar import Calendar, HolidaysNotLoaded, calendar_of, plain_months
from cases.deadline_kinds import KINDS, Time
from cases.deadlines import end_deadlines, put_deadline, refresh, running
from cases.errors import CaseRefusal
from cases.models import Case, Sector
from cases.states import STATES

DATES: Final = ("company_answers", "office_may_act", "claim_expires")
"""Kinds of deadline that follow from it."""

BASIC_SERVICE_SINCE: Final = date(2025, 12, 28)
"""When Ley 10/2025 came into force. Companies had until 28 December 2026 to adapt their customer services."""
_BASIC_SERVICE: Final = Time(15, "working_days")
_BASIC_SERVICE_BILLING: Final = Time(5, "working_days")
_WARNING_MONTHS: Final = 10


class ReplyBeforeClaim(CaseRefusal):
    """A company cannot reply before somebody claims."""


@dataclass(frozen=True)
class PriorClaim:
    """The dates of a claim to a company."""

    company_answers_by: date | None
    """None where the time is one of working days and their year's holidays are not on file."""
    office_may_act_from: date
    expires_on: date
    warn_from: date
    """Two months before the end of the year."""


def company_answers_by(calendar: Calendar, claimed_on: date, basic_service: bool, about_billing: bool = False) -> date:
    """The last day for the company to answer.

    One month (Codi de consum, art. 211-4.c); for basic services 15 working days, or 5 about a bill or undue charges
    (Ley 10/2025, art. 17), for claims made since that law is in force. It says "5 days" beside "15 working days": we
    take working days (docs/decisions/0020). Raises HolidaysNotLoaded.
    """
    time = KINDS["company_answers"].lasts
    if basic_service and claimed_on >= BASIC_SERVICE_SINCE:
        time = _BASIC_SERVICE_BILLING if about_billing else _BASIC_SERVICE
    return time.last_day(calendar, claimed_on)


def office_may_act_from(claimed_on: date, replied_on: date | None) -> date:
    """The first day for the office to act: the reply is there, or a month has gone by without one (Ley 7/2017, 18.1.a).

    Also where the company should have answered sooner. A reply on file is one that did not satisfy: else there is no
    case. Raises ReplyBeforeClaim.
    """
    if replied_on is not None and replied_on < claimed_on:
        raise ReplyBeforeClaim
    month_gone = plain_months(claimed_on, 1) + timedelta(days=1)
    return month_gone if replied_on is None else min(replied_on, month_gone)


def expires_on(claimed_on: date) -> date:
    """The last day for the person to come to us: a year after the claim to the company (Ley 7/2017, 18.1.e)."""
    return plain_months(claimed_on, 12)


def prior_claim_dates(
    calendar: Calendar, claimed_on: date, replied_on: date | None, basic_service: bool, about_billing: bool = False
) -> PriorClaim:
    """All dates of a claim to a company. Raises ReplyBeforeClaim."""
    try:
        answers_by = company_answers_by(calendar, claimed_on, basic_service, about_billing)
    except HolidaysNotLoaded:
        answers_by = None
    return PriorClaim(
        company_answers_by=answers_by,
        office_may_act_from=office_may_act_from(claimed_on, replied_on),
        expires_on=expires_on(claimed_on),
        warn_from=plain_months(claimed_on, _WARNING_MONTHS),
    )


def refresh_prior_claim(session: Session, case: Case, now: datetime) -> None:
    """Write the dates of the prior claim as deadlines of the case, within the session's transaction.

    To be called whenever the day of the claim or of the reply, what it is about, or the sector has changed. A date that
    cannot be counted yet is left out, and told on the page of deadlines: what was typed about the claim is kept all the
    same. They have no meaning any more once the claim was passed on. Raises ReplyBeforeClaim.
    """
    wanted = _wanted(session, case)
    for one in running(session, case.id):
        if one.kind not in DATES:
            continue
        if wanted.get(one.kind) == (one.starts_on, one.due_on):
            del wanted[one.kind]
        else:
            answered = one.kind == "company_answers" and case.prior_reply_on is not None
            end_deadlines([one], "met" if answered else "replaced", now)
    for kind, (starts_on, due_on) in wanted.items():
        put_deadline(session, case, kind, starts_on, due_on)
    refresh(session, case)


def _wanted(session: Session, case: Case) -> dict[str, tuple[date, date]]:
    """From when and to when each date should run now."""
    claimed_on, replied_on = case.prior_claim_on, case.prior_reply_on
    if claimed_on is None or not set(DATES) <= set(STATES[case.state].keeps):
        return {}
    basic_service, about_billing = is_basic_service(session, case), case.prior_claim_about_billing
    dates = prior_claim_dates(calendar_of(session, case), claimed_on, replied_on, basic_service, about_billing)
    wanted = {
        "office_may_act": (claimed_on, dates.office_may_act_from),
        "claim_expires": (claimed_on, dates.expires_on),
    }
    if dates.company_answers_by is not None and replied_on is None:
        wanted["company_answers"] = (claimed_on, dates.company_answers_by)
    return wanted


def is_basic_service(session: Session, case: Case) -> bool:
    """Whether the case is about a service of Ley 10/2025, art. 2, by its sector."""
    return case.sector_code is not None and session.get_one(Sector, case.sector_code).basic_service
