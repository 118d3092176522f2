"""What the list of cases can be narrowed to. Each filter is a condition with a name; the names make the statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, or_

from cases.deadline_kinds import Party
from cases.models import Case
from cases.search_words import Question
from cases.states import STATES

SOON = timedelta(days=7)

Due = Literal["late", "soon"]
"""`late`: the date has passed; `soon`: today or in the seven days to come."""


@dataclass(frozen=True)
class Filters:
    """What is wanted; None where it does not matter."""

    question: Question | None = None
    procedure: str | None = None
    state: str | None = None
    """A state, `open` for all that are not closed, or `arrived`: required papers have come, and nobody has looked."""
    municipality: str | None = None
    """INE code."""
    channel: str | None = None
    assignee: int | Literal["nobody"] | None = None
    """A technician's id."""
    sector: str | None = None
    acts: Party | None = None
    due: Due | None = None
    since: date | None = None
    """The first day of asking, on the office's clock."""
    until: date | None = None
    """The last one."""

    @property
    def in_use(self) -> tuple[str, ...]:
        """Names of those that narrow the list."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is not None)

    def without(self, name: str) -> Filters:
        """All but one."""
        return replace(self, **{name: None})

    def parameters(self, today: date, zone: ZoneInfo) -> dict[str, Any]:
        """Names of `CONDITIONS` that hold together, each with its parameter."""
        wanted: dict[str, Any] = {
            name: value
            for name in ("procedure", "municipality", "channel", "sector")
            if (value := getattr(self, name)) is not None
        }
        if self.state is not None:
            wanted[self.state if self.state in ("open", "arrived") else "state"] = self.state
        if self.assignee is not None:
            wanted["nobody" if self.assignee == "nobody" else "assignee"] = self.assignee
        if self.acts is not None:
            name = {"office": "office_acts", "consumer": "consumer_acts"}.get(self.acts, "acts")
            wanted[name] = [code for code, state in STATES.items() if state.who_acts == self.acts]
            if self.acts != "nobody":
                wanted["open"] = True  # follows from the states; there is an index of what is open
        if self.due is not None:
            wanted |= {"late": today} if self.due == "late" else {"soon": today, "soon_end": today + SOON}
        if self.since is not None:
            wanted["since"] = datetime.combine(self.since, time(), zone)
        if self.until is not None:
            wanted["until"] = datetime.combine(self.until + timedelta(days=1), time(), zone)
        return wanted


CONDITIONS: Final[Mapping[str, tuple[ColumnElement[bool], ...]]] = {
    "procedure": (Case.procedure == bindparam("procedure"),),
    "state": (Case.state == bindparam("state"),),
    "open": (Case.closed_at.is_(None),),
    "arrived": (Case.papers_arrived_at.is_not(None),),
    "municipality": (Case.municipality_id == bindparam("municipality"),),
    "channel": (Case.channel == bindparam("channel"),),
    "assignee": (Case.assignee_id == bindparam("assignee"),),
    "nobody": (Case.assignee_id.is_(None),),
    "sector": (Case.sector_code == bindparam("sector"),),
    # As cases.states.who_acts.
    "acts": (Case.state.in_(bindparam("acts", expanding=True)), Case.papers_arrived_at.is_(None)),
    "office_acts": (
        or_(Case.state.in_(bindparam("office_acts", expanding=True)), Case.papers_arrived_at.is_not(None)),
    ),
    "consumer_acts": (
        Case.state.in_(bindparam("consumer_acts", expanding=True)),
        Case.papers_arrived_at.is_(None),
    ),
    # From `office_may_act` on the office may act: that date is late for nobody.
    "late": (
        Case.closed_at.is_(None),
        Case.next_due_on < bindparam("late"),
        Case.next_deadline != "office_may_act",
    ),
    "soon": (Case.closed_at.is_(None), Case.next_due_on >= bindparam("soon")),
    "soon_end": (Case.next_due_on <= bindparam("soon_end"),),
    "since": (Case.requested_at >= bindparam("since", type_=Case.requested_at.type),),
    "until": (Case.requested_at < bindparam("until", type_=Case.requested_at.type),),
}
