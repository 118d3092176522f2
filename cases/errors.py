"""Refusals, in the words of the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class CaseRefusal(Exception):
    """Something about a case that cannot be done. The page says why."""


class CaseDestroyed(CaseRefusal):
    """The case was destroyed: when, and by which rule."""

    def __init__(self, when: datetime, rule: str) -> None:
        super().__init__("the case was destroyed")
        self.when = when
        self.rule = rule


@dataclass
class BlockChanged(CaseRefusal):
    """Somebody saved this part of the file after this person had read it. The version that it has now, and who."""

    version: int
    saved_by: int | None


class Unreachable(CaseRefusal):
    """A person needs one way to be reached: mail, telephone or address."""
