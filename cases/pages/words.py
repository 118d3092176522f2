"""What the person is told of codes: in plain words, addressed to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

MEANS: Final[Mapping[str, str]] = {
    "pending": _("L'hem rebut i registrat. Un tècnic el mirarà."),
    "in_progress": _("Un tècnic l'està estudiant."),
    "documents_required": _("Falten documents per poder continuar."),
    "sent_to_company": _("Hem enviat la teva reclamació a l'empresa i esperem la resposta."),
    "in_mediation": _("L'empresa i tu heu acceptat que us ajudem a trobar un acord."),
    "in_arbitration": _("L'hem passat a la Junta Arbitral, que decidirà."),
    "referred": _("El cas correspon a un altre organisme, i l'hi hem passat."),
    "closed_agreement": _("L'empresa i tu us heu posat d'acord."),
    "closed_partial_agreement": _("L'empresa i tu us heu posat d'acord en una part."),
    "closed_no_agreement": _("No hi ha hagut acord amb l'empresa."),
    "closed_company_refused": _("L'empresa no ha volgut participar en la mediació, o no ha respost."),
    "answered": _("Hem respost la teva consulta o queixa."),
    "withdrawn": _("Has dit que no vols continuar."),
    "deemed_withdrawn": _("No vam rebre els documents que calien i hem tancat l'expedient amb una resolució."),
    "inadmissible": _("No el podem tramitar. A la resolució t'expliquem per què."),
    "lapsed": _("Ha estat aturat tres mesos esperant una gestió teva i ha caducat."),
}
"""What a state means for the person whose case it is."""

WARNED: Final = _("Esperem la teva resposta")
WARNED_MEANS: Final = _("Per poder continuar necessitem una resposta o una gestió teva.")
"""In the place of the state and of what it means, for whoever was warned that the case may lapse: it may be that no
paper is asked for."""

ACTS: Final[Mapping[str, str]] = {
    "consumer": _("Ara et toca a tu"),
    "office": _("Ara ens toca a nosaltres"),
    "company": _("Ara li toca a l'empresa"),
    "board": _("Ara li toca a la Junta Arbitral"),
    "nobody": _("Ja no cal fer res"),
}
"""Who must act, as cases.states says it."""

HAPPENED: Final[Mapping[str, str]] = {
    "opened": _("Vam obrir l'expedient"),
    "call_joined": _("Vam tornar a parlar amb tu"),
    "state_changed": _("L'expedient va canviar d'estat"),
    "procedure_changed": _("Va canviar el tràmit"),
    "documents_required": _("Et vam demanar documents"),
    "lapse_warned": _("Et vam avisar que l'expedient pot caducar"),
    "documents_received": _("Vam rebre els teus documents"),
    "document_added": _("Es van afegir documents"),
    "document_infected": _("Un dels teus documents tenia un virus i el vam esborrar"),
    "deadline_extended": _("Vam allargar el termini"),
    "deadline_recounted": _("Vam tornar a comptar el teu termini amb les festes corregides"),
    "mediation_extended": _("Vam allargar la mediació"),
    "papers_not_all": _("Vam mirar els teus documents: encara en falten"),
    "requirement_met": _("Vam rebre el que t'havíem demanat"),
    "notified": _("Vas rebre la comunicació oficial"),
    "clock_stopped": _("El termini es va aturar"),
    "clock_resumed": _("El termini torna a comptar"),
    "clock_stays_stopped": _("El termini continua aturat, ara pel que et vam demanar"),
    "reopened": _("Vam tornar a obrir l'expedient"),
    "link_recovered": _("Vas demanar un enllaç nou"),
}
"""Events of the history that the person sees, by kind; a requirement with the warning of lapse has words of its own."""


def happened(kind: str, details: Mapping[str, str]) -> str:
    """What an event was, for the person."""
    if kind == "documents_required" and details.get("purpose") == "lapse":
        kind = "lapse_warned"
    return str(HAPPENED.get(kind, _("Hi va haver un canvi a l'expedient")))
