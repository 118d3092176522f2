"""What the doctor finds: how bad it is, what it is about, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is, as printed at the start of the line."""

    OK = "ok"
    WARN = "warn"
    """The service works, but less well, or not for long."""
    FAIL = "FAIL"
    """People will notice."""


@dataclass(frozen=True)
class Finding:
    """One line of the report. `advice` is empty when there is nothing to do."""

    level: Level
    subject: str
    says: str
    advice: str = ""


def ok(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, says)


def warn(subject: str, says: str, advice: str) -> Finding:
    """Something to look at."""
    return Finding(Level.WARN, subject, says, advice)


def fail(subject: str, says: str, advice: str) -> Finding:
    """Something to mend."""
    return Finding(Level.FAIL, subject, says, advice)
