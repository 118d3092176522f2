"""The words of deadlines, of moves and of what goes with them, for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "deadline": {
        "inform": _("Informar la persona de quan va entrar, del termini i de què passa si no hi ha resposta"),
        "remedy": _("Aportar el que s'ha requerit"),
        "company_answers": _("Respondre la reclamació que la persona va fer a l'empresa"),
        "office_may_act": _("Hi podem actuar"),
        "claim_expires": _("Demanar-nos que hi intervinguem: un any des de la reclamació a l'empresa"),
        "notify_inadmissible": _("Notificar que no s'admet"),
        "company_replies_to_us": _("Respondre a l'oficina"),
        "mediation_ends": _("Acabar la mediació"),
        "company_accepts_arbitration": _("Acceptar o rebutjar l'arbitratge"),
        "lapse": _("Continuar l'expedient, o caducarà"),
    },
    "who": {
        "office": _("l'oficina"),
        "consumer": _("la persona"),
        "company": _("l'empresa"),
        "board": _("la Junta Arbitral"),
        "nobody": _("ningú"),
    },
    "move": {
        "in_progress": _("Posa'l en tràmit"),
        "documents_required": _("Requereix documentació"),
        "sent_to_company": _("Envia'l a l'empresa"),
        "in_mediation": _("Comença la mediació"),
        "in_arbitration": _("Passa'l a la Junta Arbitral"),
        "referred": _("Deriva'l a un altre organisme"),
        "closed_agreement": _("Tanca'l amb acord"),
        "closed_partial_agreement": _("Tanca'l amb acord parcial"),
        "closed_no_agreement": _("Tanca'l sense acord"),
        "closed_company_refused": _("Tanca'l: l'empresa no hi vol participar o no respon"),
        "answered": _("Dona'l per respost"),
        "withdrawn": _("Apunta que la persona desisteix"),
        "deemed_withdrawn": _("Resol que se'l té per desistit"),
        "inadmissible": _("Resol que no s'admet"),
        "lapsed": _("Resol que ha caducat"),
    },
    "stop": {
        "documents_required": _("la persona ha d'aportar documentació"),
        "other_body": _("s'espera l'informe d'un altre organisme"),
        "mediation": _("hi ha una mediació en marxa"),
    },
    "clock": {
        "runs": _("El termini per resoldre continua comptant."),
        "stands_still": _("El termini per resoldre s'atura quan es notifica un requeriment de documentació, no abans."),
        "over": _("El termini per resoldre s'acaba."),
    },
    "notified_by": {
        "enotum": _("per e-NOTUM"),
        "paper": _("en paper"),
        "in_person": _("en mà"),
    },
    "ground": {
        "no_prior_claim": _("No ha reclamat abans a l'empresa"),
        "unfounded": _("No té cap fonament"),
        "vexatious": _("És vexatòria"),
        "decided_elsewhere": _("Ja l'ha resolt o la porta un altre organisme o un jutjat"),
        "over_a_year": _("Fa més d'un any que va reclamar a l'empresa"),
    },
    "source": {
        "rules": _("calculades"),
        "order": _("de l'ordre publicada"),
        "order_none": _("l'ordre no en fixa cap per a tot el municipi"),
        "staff": _("escrites a mà"),
        "unknown": _("no se saben: es compta sense"),
    },
}


def law_word(kind: str, code: str) -> str:
    """What a code means, such as `law_word("who", "company")`. Raises KeyError for a code that there is not."""
    return str(WORDS[kind][code])
