"""What happened to a case, in the words of its time line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext

from cases.models import CaseEvent
from cases.read_file import CaseFile
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


def story(file: CaseFile) -> list[Told]:
    """The history, the newest first. Parts that one person saved one after the other on a day are one line."""
    together = groupby(file.events, key=_same_sitting)
    return [_told(list(events), file) for _key, events in together][::-1]


def _same_sitting(event: CaseEvent) -> tuple[object, ...]:
    if event.kind != "block_saved":
        return ("event", event.id)
    return (event.kind, event.actor, event.happened_at.date())


def _told(events: list[CaseEvent], file: CaseFile) -> Told:
    event = events[-1]
    return Told(
        happened_at=event.happened_at,
        what=_saved(events) if event.kind == "block_saved" else _what(event, file),
        who=_who(event.actor, file),
        words=event.words or "",
        for_consumer=event.for_consumer,
        of_mediation=event.of_mediation,
    )


def _who(actor: str, file: CaseFile) -> str:
    if actor.isdecimal():
        return file.names.get(int(actor), "")
    return _("la persona") if actor == "consumer" else ""


def _saved(events: list[CaseEvent]) -> str:
    parts = dict.fromkeys(word("block", event.details["block"]) for event in events)
    return _("S'ha desat: %(parts)s", parts=", ".join(parts))


def _what(event: CaseEvent, file: CaseFile) -> str:
    details = event.details
    if event.kind == "state_changed" and "to" in details:
        return _("Ha passat a «%(state)s»", state=word("state", details["to"]))
    if event.kind == "procedure_changed" and "to" in details:
        return _("El tràmit és ara %(procedure)s", procedure=word("procedure", details["to"]))
    if event.kind == "call_corrected":
        attended = details["outcome"] == "attended"
        return _("Correcció: la trucada es va atendre") if attended else _("Correcció: la trucada no es va atendre")
    if event.kind == "assigned":
        return _assigned(details, file)
    if event.kind in ("mediation_access_given", "mediation_access_revoked"):
        return _leave(event.kind, file.names.get(int(details["member"]), ""))
    # A kind that has no words yet is better seen as its code than not at all.
    return _simple().get(event.kind, event.kind)


def _assigned(details: Mapping[str, str], file: CaseFile) -> str:
    names = {str(technician.id): technician.name for technician in file.technicians}
    to = names.get(details["to"])
    return _("S'ha assignat a %(name)s", name=to) if to else _("S'ha quedat sense ningú assignat")


def _leave(kind: str, name: str) -> str:
    if kind == "mediation_access_given":
        return _("%(name)s té accés a la mediació", name=name)
    return _("%(name)s ja no té accés a la mediació", name=name)


def _simple() -> dict[str, str]:
    return {
        "opened": _("S'ha obert l'expedient"),
        "reopened": _("S'ha tornat a obrir"),
        "call_joined": _("S'hi ha afegit una altra trucada"),
        "documents_required": _("S'ha requerit documentació"),
        "documents_received": _("Ha arribat documentació"),
        "document_added": _("S'hi ha afegit un document"),
        "document_removed": _("S'ha tret un document"),
        "document_rekinded": _("S'ha dit què és un document"),
        "document_infected": _("S'ha esborrat un document que tenia un virus"),
        "papers_not_all": _("S'ha mirat la documentació: encara en falta"),
        "papers_looked_at": _("S'han mirat els documents que havien arribat"),
        "requirement_met": _("Ja hi ha tota la documentació requerida"),
        "deadline_extended": _("S'ha ampliat el termini"),
        "mediation_extended": _("S'ha ampliat la mediació"),
        "extension_explained": _("Per què s'ha ampliat"),
        "notified": _("S'ha practicat la notificació"),
        "state_explained": _("Per què ha canviat d'estat"),
        "procedure_explained": _("Per què ha canviat de tràmit"),
        "resolved": _("S'ha dictat resolució"),
        "deadline_recounted": _("S'ha tornat a comptar un termini amb les festes corregides"),
        "clock_stopped": _("El termini s'ha aturat"),
        "clock_resumed": _("El termini torna a comptar"),
        "clock_stays_stopped": _("El termini continua aturat, ara pel requeriment"),
        "representative_removed": _("S'ha tret el representant"),
        "link_recovered": _("La persona ha demanat un enllaç nou"),
        "mail_retried": _("S'han tornat a enviar els correus que no havien sortit"),
        "told_by_telephone": _("S'ha avisat la persona per telèfon"),
        "held": _("S'ha posat una retenció legal"),
        "hold_released": _("S'ha acabat la retenció legal"),
        "destroyed": _("S'ha destruït l'expedient"),
    }
