"""The seven legible rows of a registry of cases, as scenes (see data/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from cases.demo_scene import Scene, Step

_FILE: Final = Path(__file__).parent / "data" / "demo-register.json"

_CHANGED_AT: Final = time(12)
"""Of the day of a change only the date is known."""


def organic_unit() -> str:
    """Code and name of the unit that the register is of."""
    return str(_read()["organic_unit"])


def register(zone: ZoneInfo) -> Iterator[Scene]:
    """The rows, in the order of their numbers, which is not that in which people asked."""
    for row in _read()["rows"]:
        requested_at, opened_at = (
            datetime.fromisoformat(row[name]).replace(tzinfo=zone) for name in ("requested_at", "opened_at")
        )
        changed_at = datetime.combine(date.fromisoformat(row["updated_on"]), _CHANGED_AT, zone)
        number = int(row["person"].removeprefix("P"))
        yield Scene(
            external_id=row["external_id"],
            number=row["number"],
            name=row["initial"],
            email=f"{row['initial'].rstrip('.').lower()}.{number}@example.org",
            phone=f"+346000002{number:02}",
            language="ca",
            municipality_id=row["ine_code"],
            channel="video",
            procedure="claim",
            requested_at=requested_at,
            opened_at=opened_at,
            technician=row["technician"] - 1,
            internal_detail=row["detail"],
            steps=(Step(changed_at, row["state"]),),
        )


def _read() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return told
