"""What happened to a case, in the words of its time line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from cases.models import CaseEvent
from cases.wording import word


def _(text: str, **variables: object) -> str:
    return str(gettext(text, **variables))


@dataclass(frozen=True)
class Told:
    """An event as the page shows it."""

    happened_at: datetime
    what: str
    who: str
    words: str
    """What somebody wrote with it, or nothing."""
    for_consumer: bool
    of_mediation: bool


def told(event: CaseEvent, names: Mapping[int, str]) -> Told:
    """The event in words; `names` are those of members of staff by id."""
    return Told(
        event.happened_at, _what(event), _who(event.actor, names), event.words or "", event.for_consumer,
        event.of_mediation,
    )  # fmt: skip


def _who(actor: str, names: Mapping[int, str]) -> str:
    if actor.isdecimal():
        return names.get(int(actor), "")
    return _("la persona") if actor == "consumer" else ""


def _what(event: CaseEvent) -> str:
    details = event.details
    if event.kind == "block_saved":
        return _("S'ha desat «%(block)s»", block=word("block", details["block"]))
    # A kind that has no words yet is better seen as its code than not at all.
    return _simple().get(event.kind, event.kind)


def _simple() -> dict[str, str]:
    return {
        "opened": _("S'ha obert l'expedient"),
        "call_joined": _("S'hi ha afegit una altra trucada"),
        "assigned": _("S'ha assignat"),
        "unassigned": _("S'ha quedat sense ningú assignat"),
        "note_added": _("S'ha afegit una nota interna"),
        "company_chosen": _("S'ha triat l'empresa"),
        "company_removed": _("S'ha tret l'empresa"),
        "representative_removed": _("S'ha tret el representant"),
        "mediation_access_given": _("S'ha donat accés als papers de mediació"),
        "mediation_access_revoked": _("S'ha retirat l'accés als papers de mediació"),
    }
