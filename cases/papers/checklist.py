"""Which papers help, by procedure and sector. Why each is asked stands in cases/papers/words.py.

Never asked for: originals (Ley 39/2015, art. 28.3), what an administration has (28.2), and therefore no identity card.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Wanted:
    """A kind of paper that would help."""

    kind: str
    """Of cases.models.DOCUMENT_KINDS."""
    needed: bool
    """The case cannot go to the company without it (Ley 7/2017, art. 18.1.a; Decret 98/2014)."""
    formally: bool = False
    """The office has demanded it (Ley 39/2015, art. 68.1), and a deadline runs."""
    have: bool = False
    """One of this kind is there."""


BY_PROCEDURE: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    # Needed, and helpful.
    "enquiry": ((), ("invoice", "contract")),
    "complaint": ((), ("invoice", "photo")),
    "claim": (("prior_claim", "invoice"), ("contract", "reply")),
    "infringement_report": ((), ("invoice", "advertising", "photo")),
    "mediation": (("prior_claim", "invoice"), ("contract", "reply")),
    "arbitration": (("prior_claim", "invoice"), ("contract", "reply")),
}

BY_SECTOR: Final[Mapping[str, tuple[str, ...]]] = {
    "telecom": ("contract", "advertising"),
    "energy": ("contract", "photo"),
    "water": ("photo",),
    "financial": ("contract", "bank_statement"),
    "insurance": ("contract",),
    "transport": ("contract",),
    "postal": ("delivery_receipt", "photo"),
    "goods": ("photo", "advertising"),
    "vehicles": ("contract", "photo"),
    "home_services": ("contract", "photo"),
    "housing": ("contract", "bank_statement"),
    "travel_leisure": ("contract", "advertising"),
    "hospitality": (),
    "health": ("contract",),
    "education": ("contract", "bank_statement"),
    "other": (),
}


def wanted(
    procedure: str,
    sector: str | None,
    there: Collection[str],
    *,
    demanded: Collection[str] = (),
    represented: bool = False,
) -> list[Wanted]:
    """The list for a case, most urgent first. `there`: kinds that were handed in; `demanded`: formally asked for."""
    needed, helpful = BY_PROCEDURE[procedure]
    if represented:
        needed = (*needed, "representation")
    kinds = dict.fromkeys([*demanded, *needed, *helpful, *BY_SECTOR.get(sector or "", ())])
    return [Wanted(kind, kind in needed, formally=kind in demanded, have=kind in there) for kind in kinds]
