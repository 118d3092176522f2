"""Where a case stands, as the head of its page shows it: who must act, until when and why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import current_app
from flask_babel import gettext as _, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import CATALONIA, Municipality
from booking.pages.visit import settings
from cases.calendar import Calendar, calendar_of
from cases.deadline_kinds import KINDS
from cases.deadlines import running
from cases.desk.next_steps import Now, Steps, steps_of
from cases.law_wording import law_word
from cases.models import Case, ClockStop, Deadline, Requirement, Resolution
from cases.notification import rejected_if_unopened
from cases.notify import last_resolution
from cases.prior_claim import DATES, is_basic_service, prior_claim_dates
from cases.requirements import open_requirement, stop_of_today
from cases.states import STATES, who_acts
from staff.pages.guard import staff
from web.dates import Dates


@dataclass(frozen=True)
class Due:
    """A deadline that runs."""

    kind: str
    what: str
    who: str
    due_on: date
    days_left: int
    """Calendar days; below zero when it is past."""
    article: str
    provisional: bool
    extended: str
    """By how much, in words; or nothing."""


@dataclass(frozen=True)
class StateView:
    """Everything that cases/state.html shows."""

    who_acts: str
    article: str
    since: datetime
    detail: str
    """What the person is told beside the state."""
    due: Due | None
    """The nearest that counts."""
    further: list[Due]
    stop: ClockStop | None
    stop_why: str
    requirement: Requirement | None
    rejected_on: date | None
    """As of when its notification counts as rejected, if nobody has said so yet."""
    resolution: Resolution | None
    steps: Steps
    warnings: list[str] = field(default_factory=list)


def state_view(session: Session, case: Case, now: datetime) -> StateView:
    """The state of a case at this moment, for the member of staff who is asking."""
    today = now.astimezone(settings().office_timezone).date()
    deadlines = running(session, case.id)
    nearest = next((one for one in deadlines if KINDS[one.kind].counts), None)
    requirement = open_requirement(session, case)
    resolution = last_resolution(session, case.id) if STATES[case.state].entered_by == "resolution" else None
    stop = stop_of_today(session, case, today)
    calendar = calendar_of(session, case)
    return StateView(
        who_acts=law_word("who", who_acts(case.state, case.papers_arrived_at)),
        article=STATES[case.state].article,
        since=case.state_since,
        detail=case.state_detail,
        due=_due(nearest, today) if nearest else None,
        further=[_due(one, today) for one in deadlines if one is not nearest],
        stop=stop,
        stop_why=law_word("stop", stop.why) if stop else "",
        requirement=requirement,
        rejected_on=_rejected_on(requirement, today),
        resolution=resolution,
        steps=steps_of(Now(case, requirement, nearest, resolution, today, staff().has("coordinator"))),
        warnings=[*_of_the_claim(session, case, calendar, today), *_of_the_calendar(session, calendar, nearest)],
    )


def _due(deadline: Deadline, today: date) -> Due:
    kind = KINDS[deadline.kind]
    return Due(
        kind=deadline.kind,
        what=law_word("deadline", deadline.kind),
        who=law_word("who", kind.who_acts),
        due_on=deadline.due_on,
        days_left=(deadline.due_on - today) // timedelta(days=1),
        article=kind.article,
        provisional=deadline.provisional,
        extended=_extended(deadline),
    )


def _extended(deadline: Deadline) -> str:
    if not deadline.extended_by:
        return ""
    if KINDS[deadline.kind].lasts.unit == "months":
        return str(ngettext("ampliat %(num)s mes", "ampliat %(num)s mesos", deadline.extended_by))
    return str(ngettext("ampliat %(num)s dia hàbil", "ampliat %(num)s dies hàbils", deadline.extended_by))


def _rejected_on(requirement: Requirement | None, today: date) -> date | None:
    if requirement is None or requirement.notified_by != "enotum" or requirement.deposited_on is None:
        return None
    return None if requirement.notified_on else rejected_if_unopened(requirement.deposited_on, today)


def _of_the_claim(session: Session, case: Case, calendar: Calendar, today: date) -> list[str]:
    """What the dates of the claim to the company ask to be careful about."""
    claimed_on = case.prior_claim_on
    if claimed_on is None or not set(DATES) <= set(STATES[case.state].keeps):
        return []
    basic_service, about_billing = is_basic_service(session, case), case.prior_claim_about_billing
    dates = prior_claim_dates(calendar, claimed_on, case.prior_reply_on, basic_service, about_billing)
    warnings = []
    if today < dates.office_may_act_from:
        warnings.append(_("L'empresa encara té temps de respondre: no hi podem actuar abans del %(day)s.",
                          day=_day(dates.office_may_act_from)))  # fmt: skip
    if dates.company_answers_by is None:
        warnings.append(_("No es pot comptar fins quan ha de respondre l'empresa: falten les festes d'aquell any."))
    if today > dates.expires_on:
        warnings.append(_("Fa més d'un any que va reclamar a l'empresa (Llei 7/2017, art. 18.1.e)."))
    elif today >= dates.warn_from:
        warnings.append(
            _("Aviat farà un any que va reclamar a l'empresa: fins al %(day)s.", day=_day(dates.expires_on))
        )
    return warnings


def _of_the_calendar(session: Session, calendar: Calendar, deadline: Deadline | None) -> list[str]:
    """Where the nearest deadline was counted without local holidays, because nobody knows them."""
    if deadline is None or KINDS[deadline.kind].lasts.unit == "plain_months":
        return []
    return [
        _(
            "Comptat sense les festes locals de %(place)s del %(year)s: no consten.",
            place=place_name(session, place),
            year=year,
        )
        for place, year in calendar.counted_without(deadline.starts_on, deadline.due_on)
    ]


def place_name(session: Session, place: str) -> str:
    """What a place of the calendar is called; its code where it is a municipality that we do not have."""
    if place == CATALONIA:
        return str(_("tot Catalunya"))
    name: str | None = session.scalar(select(Municipality.name).where(Municipality.ine_code == place))
    return name or place


def _day(day: date) -> str:
    dates: Dates = current_app.extensions["dates"]
    return dates.long_date(day)
