"""Values as Graph writes them. All times are UTC in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .problems import Advice, GraphProblem


def moment_to_graph(moment: datetime) -> dict[str, str]:
    """A `dateTimeTimeZone`: wall clock without offset, and the zone's name. Raises `ValueError` for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be sent")
    return {"dateTime": moment.astimezone(UTC).replace(tzinfo=None).isoformat(), "timeZone": "UTC"}


def moment_from_graph(thing: Mapping[str, Any], name: str) -> datetime:
    """The `dateTimeTimeZone` member `name`. We ask for UTC in every call; anything else is an invalid answer."""
    value = thing.get(name)
    if not isinstance(value, dict) or value.get("timeZone") != "UTC":
        raise invalid_answer()
    return _utc(value.get("dateTime"))


def instant_from_graph(thing: Mapping[str, Any], name: str) -> datetime:
    """The `DateTimeOffset` member `name`, in UTC."""
    return _utc(thing.get(name))


def text_from_graph(thing: Mapping[str, Any], name: str, *, changes: bool = False) -> str:
    """The member `name`, a text that is not empty. `changes`: whether `thing` answers a change."""
    value = thing.get(name)
    if not isinstance(value, str) or not value:
        raise invalid_answer(changes=changes)
    return value


def objects_from_graph(thing: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The member `name`, a list of objects."""
    value = thing.get(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid_answer()
    return value


def quoted(value: str) -> str:
    """A text as it stands in a `$filter` (OData 4.01 URL conventions, section 5.1.1.6.1)."""
    return "'" + value.replace("'", "''") + "'"


def invalid_answer(*, changes: bool = False) -> GraphProblem:
    """An answer that came whole and is not what Graph documents; to a change, it leaves open what was done."""
    return GraphProblem(Advice.UNAVAILABLE, "InvalidAnswer", retryable=True, unknown_outcome=changes)


def _utc(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise invalid_answer()
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
