"""Refusals met on the way to mending something."""

from __future__ import annotations

from booking.errors import Refusal


class SameAddress(Refusal):
    """The address given is the one that letters went to already."""


class NobodyToWriteTo(Refusal):
    """The person gave no address, or their data are erased."""
