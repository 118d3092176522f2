"""Refusals that technicians meet, in the words of the service."""

from __future__ import annotations

from dataclasses import dataclass

from booking.errors import Refusal


@dataclass
class NoteChanged(Refusal):
    """Somebody saved the block after this person had read it. Their text, and the version that it has now."""

    text: str
    version: int
    saved_by: int


@dataclass
class AlreadyClosed(Refusal):
    """The call has its outcome. To say something else is a correction and wants a reason."""

    outcome: str


class NotClosed(Refusal):
    """There is no outcome yet that could be corrected."""


class ReasonWanted(Refusal):
    """A correction says why."""


class NotBegun(Refusal):
    """The hour of the call has not come."""
