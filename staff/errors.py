"""Refusals in the words of the service."""

from __future__ import annotations


class NotAdmitted(Exception):
    """The person is who they say, and is not let in; `reason` is a code."""

    reason: str


class NotStaff(NotAdmitted):
    """They do not work here: no role, neither in Entra nor given here."""

    reason = "not_staff"


class AccessEnded(NotAdmitted):
    """They worked here; their access was ended."""

    reason = "access_ended"


class UnknownMember(Exception):
    """Nobody with this address has signed in, and nothing is granted to it."""


class UnknownOffice(Exception):
    """There is no office with this slug."""
