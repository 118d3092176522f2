"""What each kind of document is called, wherever it is asked for, listed or chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

DOCUMENTS: Final[Mapping[str, str]] = {
    "invoice": _("Factura o rebut"),
    "contract": _("Contracte o condicions"),
    "prior_claim": _("Reclamació feta a l'empresa"),
    "reply": _("Resposta de l'empresa"),
    "photo": _("Fotografia"),
    "advertising": _("Publicitat o oferta"),
    "bank_statement": _("Extracte del banc"),
    "identity": _("Document d'identitat"),
    "representation": _("Autorització per actuar en nom d'una altra persona"),
    "delivery_receipt": _("Justificant d'enviament o de recepció"),
    "letter": _("Carta"),
    "agreement": _("Acord"),
    "other": _("Un altre document"),
}
"""By kind (cases.models.DOCUMENT_KINDS)."""


def document_word(kind: str) -> str:
    """What a kind is called, in the language of the page. Raises KeyError for one that there is not."""
    return str(DOCUMENTS[kind])
