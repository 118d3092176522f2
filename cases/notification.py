"""The days that a notification goes through, and which of them can be true (Ley 39/2015, art. 41 to 43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from cases.deadline_kinds import UNOPENED
from cases.errors import CaseRefusal

Problem = Literal["future", "before_asked", "before_deposit", "both", "no_deposit", "rejected_already", "nothing"]


@dataclass(eq=False)
class WrongDay(CaseRefusal):
    """A day of a notification that cannot be true."""

    field: str
    """deposited_on, opened_on or rejected_on."""
    problem: Problem
    on: date | None = None
    """Of `rejected_already`: since when; of `before_asked` and `before_deposit`: the day that comes first."""


@dataclass(frozen=True)
class Days:
    """Local days of the office's zone."""

    deposited_on: date | None
    opened_on: date | None = None
    rejected_on: date | None = None


def rejected_if_unopened(deposited_on: date, today: date) -> date | None:
    """The day on which an electronic notification counts as rejected, once ten calendar days went by (art. 43.2).

    None while there is still time. A suggestion for a person: nothing is recorded by itself.
    """
    over = deposited_on + UNOPENED
    return over if today > over else None


def check_days(days: Days, channel: str, asked_on: date, today: date) -> None:
    """Raises WrongDay for the first day that cannot be true."""
    for field in ("deposited_on", "opened_on", "rejected_on"):
        day = getattr(days, field)
        if day is not None and day > today:
            raise WrongDay(field, "future")
        if day is not None and day < asked_on:
            raise WrongDay(field, "before_asked", asked_on)
    if days.opened_on is not None and days.rejected_on is not None:
        raise WrongDay("rejected_on", "both")
    ended, field = (days.opened_on, "opened_on") if days.opened_on else (days.rejected_on, "rejected_on")
    if ended is None or channel == "in_person":
        return
    if days.deposited_on is None:
        if channel == "enotum":
            raise WrongDay("deposited_on", "no_deposit")
        return
    if ended < days.deposited_on:
        raise WrongDay(field, "before_deposit", days.deposited_on)
    if channel == "enotum" and ended > days.deposited_on + UNOPENED:
        raise WrongDay(field, "rejected_already", days.deposited_on + UNOPENED)
