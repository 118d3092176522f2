"""Refusals, in the words of the service."""

from __future__ import annotations

from datetime import datetime


class CaseRefusal(Exception):
    """Something about a case that cannot be done. The page says why."""


class CaseDestroyed(CaseRefusal):
    """The case was destroyed: when, and by which rule."""

    def __init__(self, when: datetime, rule: str) -> None:
        super().__init__("the case was destroyed")
        self.when = when
        self.rule = rule
