"""Refusals that coordinators meet, in the words of the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from booking.errors import Refusal

if TYPE_CHECKING:
    from booking.coordinate.rules import Rule


@dataclass
class Impossible(Refusal):
    """No reason makes it possible. `because` is one of: other_office, left, not_given, absent, same_place, off_grid,
    past, too_far, not_ours."""

    because: str


class HourTaken(Refusal):
    """The technician has another call at that hour."""


@dataclass
class HourHeld(Refusal):
    """Somebody is filling in the form for that hour and may have it until then."""

    until: datetime


@dataclass
class ReasonWanted(Refusal):
    """Rules are broken, or the person is not told, and no reason was given."""

    rules: Sequence[Rule]


@dataclass
class StaleRevision(Refusal):
    """Somebody changed the appointment after the page was shown. The last change: what, by whom, when."""

    kind: str
    actor: str
    happened_at: datetime


@dataclass
class AbsenceRefused(Refusal):
    """`because` is one of: ends_before_it_begins, too_long, past, too_far, overlap. Of the last, whose and when."""

    because: str
    name: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass
class ClosureRefused(Refusal):
    """`because` is one of: ends_before_it_begins, too_long, past, too_far, overlap. Of the last, with which days."""

    because: str
    first_day: date | None = None
    last_day: date | None = None


@dataclass
class HoursRefused(Refusal):
    """Rows of weekly hours that make no sense. `because` is one of: ends_before_it_begins, off_grid, overlap,
    not_given, past, too_far; `rows` are the numbers of the rows concerned, from 0 on."""

    because: str
    rows: tuple[int, ...] = ()


class StaleForm(Refusal):
    """What the form was about has been changed by somebody else since it was shown."""


class NoMail(Refusal):
    """There is no address to write to: somebody has to ring the person up."""


class PaleColour(Refusal):
    """The colour could not be read on white."""


class SlugTaken(Refusal):
    """Another service of the office has this address."""
