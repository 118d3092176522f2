"""What each deadline is for: who must act, how its time is counted, and which article says so. Read this as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from flask_babel import lazy_gettext as _

from cases.calendar import Calendar, add_calendar_days, add_months, add_working_days, plain_months

Party = Literal["office", "consumer", "company", "board", "nobody"]
"""Who must act. `board`: the arbitration board; `nobody`: it is over."""

Unit = Literal["working_days", "calendar_days", "months", "plain_months"]


@dataclass(frozen=True)
class Time:
    """How long."""

    number: int
    unit: Unit
    """Administrative time is counted with the holidays; `plain_months`, between private people, without."""

    def last_day(self, calendar: Calendar, since: date, extended_by: int = 0) -> date:
        """The last day of this time, which begins on the day after `since`. Raises HolidaysNotLoaded.

        It is extended in its own unit.
        """
        number = self.number + extended_by
        if self.unit == "working_days":
            return add_working_days(calendar, since, number)
        if self.unit == "calendar_days":
            return add_calendar_days(calendar, since, number)
        if self.unit == "months":
            return add_months(calendar, since, number)
        return plain_months(since, number)


@dataclass(frozen=True)
class Kind:
    """A line of the table."""

    who_acts: Party
    lasts: Time
    article: str
    counts: bool = True
    """Whether lists show it as the next date of the case."""


TEN_DAYS: Final = Time(10, "working_days")

KINDS: Final[Mapping[str, Kind]] = {
    # Tell the person when it came in, how long it may take, and what silence means.
    "inform": Kind("office", TEN_DAYS, _("Llei 39/2015, art. 21.4")),
    # Bring what was required.
    "remedy": Kind("consumer", TEN_DAYS, _("Llei 39/2015, art. 68.1")),
    # The claim to the company: see cases/prior_claim.py, which knows the time of basic services. None of its dates is
    # the next one of the case: they are between the person and the company, have mostly gone by when somebody comes to
    # us, and would hide what the person or the office must do by when.
    "company_answers": Kind("company", Time(1, "plain_months"), _("Codi de consum, art. 211-4.c"), counts=False),
    "office_may_act": Kind("office", Time(1, "plain_months"), _("Llei 7/2017, art. 18.1.a"), counts=False),
    "claim_expires": Kind("consumer", Time(12, "plain_months"), _("Llei 7/2017, art. 18.1.e"), counts=False),
    "notify_inadmissible": Kind("office", Time(21, "calendar_days"), _("Llei 7/2017, art. 18")),
    # The office's own measure: no law says how long; other regions give 15 working days.
    "company_replies_to_us": Kind("company", Time(15, "working_days"), _("termini donat per l'oficina")),
    "mediation_ends": Kind("office", Time(3, "months"), _("Decret 98/2014")),
    "company_accepts_arbitration": Kind("company", TEN_DAYS, _("RD 713/2024, art. 36.2")),
    # Go on, after having been warned.
    "lapse": Kind("consumer", Time(3, "months"), _("Llei 39/2015, art. 95.1")),
}

LONGEST_EXTENSION: Final = 5
"""Working days (Ley 39/2015, art. 68.2)."""

LONGEST_MEDIATION_EXTENSION: Final = 3
"""Months: six in all (Decret 98/2014), which is more than the half that Ley 39/2015, art. 32, gives in general."""

UNOPENED: Final = timedelta(days=10)
"""Calendar days after which an electronic notification that nobody opened counts as rejected (Ley 39/2015, 43.2)."""
