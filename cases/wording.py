"""The words of codes, in the language of the page or letter: each is said in one way wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "procedure": {
        "enquiry": _("consulta"),
        "complaint": _("queixa"),
        "claim": _("reclamació"),
        "infringement_report": _("denúncia"),
        "mediation": _("mediació"),
        "arbitration": _("arbitratge"),
    },
    "channel": {
        "video": _("Videotrucada"),
        "phone": _("Telèfon"),
        "in_person": _("Presencial"),
        "mailbox": _("Bústia del consumidor"),
        "mobile_unit": _("Unitat mòbil (UMIC)"),
        "messaging": _("Missatgeria"),
        "council": _("Derivat per l'ajuntament"),
    },
    "state": {
        "pending": _("Pendent"),
        "in_progress": _("En tràmit"),
        "documents_required": _("Documentació requerida"),
        "sent_to_company": _("Enviada a l'empresa"),
        "in_mediation": _("En mediació"),
        "in_arbitration": _("A la Junta Arbitral"),
        "referred": _("Derivada a un altre organisme"),
        "closed_agreement": _("Resolta amb acord"),
        "closed_partial_agreement": _("Resolta amb acord parcial"),
        "closed_no_agreement": _("Tancada sense acord"),
        "closed_company_refused": _("Tancada: l'empresa no hi va voler participar"),
        "answered": _("Resposta donada"),
        "withdrawn": _("Desistida"),
        "deemed_withdrawn": _("Tinguda per desistida"),
        "inadmissible": _("No admesa"),
        "lapsed": _("Caducada"),
    },
    "where": {
        "shop": _("En una botiga"),
        "web": _("Per internet"),
        "phone": _("Per telèfon"),
        "home": _("A casa"),
        "other": _("D'una altra manera"),
    },
    "block": {
        "head": _("Dades de l'expedient"),
        "person": _("Persona"),
        "company": _("Empresa"),
        "relation": _("Contracte o compra"),
        "facts": _("Què ha passat"),
        "request": _("Què demana"),
        "prior_claim": _("Reclamació prèvia a l'empresa"),
        "representative": _("Representant"),
    },
    "letter": {
        "case_opened": _("expedient obert"),
        "case_changed": _("hi ha novetats"),
        "documents_wanted": _("calen documents"),
        "answer_wanted": _("cal una resposta"),
        "documents_received": _("rebut de documents"),
        "case_closed": _("expedient tancat"),
        "case_link": _("enllaç nou"),
    },
    "notified_by": {
        "enotum": _("Electrònica (e-NOTUM)"),
        "paper": _("En paper"),
    },
}


def word(kind: str, code: str) -> str:
    """What a code means, such as `word("state", "pending")`. Raises KeyError for a code that there is not."""
    return str(WORDS[kind][code])
