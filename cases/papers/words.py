"""What people are told of papers: why each is asked, why one was not accepted, how one stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import format_decimal, lazy_gettext as _

from cases.document_words import DOCUMENTS
from cases.papers.errors import Reason
from cases.papers.inspect import Refused
from cases.papers.limits import MEGABYTE

WHY: Final[Mapping[str, str]] = {
    "invoice": _("Demostra què vas comprar o contractar, a qui i per quin preu."),
    "contract": _("Hi ha el que et van prometre: contracte, pressupost acceptat, pòlissa, bitllet o reserva."),
    "prior_claim": _("Abans de mediar, l'empresa ha d'haver rebut la teva reclamació per escrit. També val un correu."),
    "reply": _("Si l'empresa va respondre, ens diu què accepta i què no."),
    "photo": _("Es veu el defecte, l'etiqueta, el comptador o com va arribar."),
    "advertising": _("El que l'anunci promet també obliga l'empresa."),
    "bank_statement": _("Demostra què es va cobrar i quin dia. Tapa els altres moviments."),
    "identity": _("Només si t'ho ha demanat el tècnic."),
    "representation": _("Si actues per una altra persona, cal la seva autorització signada."),
    "delivery_receipt": _("Demostra què es va enviar, quan, i si va arribar."),
    "letter": _("Una carta o un correu que ajudi a entendre què va passar."),
    "agreement": _("L'acord amb l'empresa, si n'hi va haver."),
    "other": _("Qualsevol cosa que ajudi a entendre què va passar."),
}
"""By kind (cases.models.DOCUMENT_KINDS)."""

REFUSED: Final[Mapping[Reason, str]] = {
    "empty": _("«%(name)s» és buit. Mira que s'obri bé i torna-l'hi a posar."),
    "too_large": _("«%(name)s» fa més de 10 MB. Fes-ne una foto o un PDF més petit."),
    "program": _("«%(name)s» és un programa, i no un document."),
    "web_page": _("«%(name)s» és una pàgina web. Desa-la com a PDF."),
    "two_things": _("«%(name)s» conté dues coses en un sol fitxer. Torna'l a desar com a PDF, o fes-ne una foto."),
    "packed": _("«%(name)s» està comprimit o xifrat d'una manera que no podem obrir amb seguretat. Desa'l com a PDF."),
    "damaged": _("«%(name)s» està malmès o incomplet. Mira que s'obri bé i torna-l'hi a posar."),
    "macros": _("«%(name)s» porta macros. Desa'l com a PDF."),
    "wrong_type": _("«%(name)s» no és cap dels tipus que acceptem: PDF, foto (JPEG, PNG, HEIC) o Word (DOCX)."),
}
"""By reason."""

STATES: Final[Mapping[str, str]] = {
    "ready": _("Rebut"),
    "unscanned": _("Rebut"),
    "checking": _("El revisem per si té virus"),
    "infected": _("Esborrat: tenia un virus"),
    "removed": _("Retirat"),
}
"""How a paper stands (cases.papers.read_papers.State), as its person is told."""

OF_CONSUMERS: Final = (
    "other",
    *(kind for kind in DOCUMENTS if kind not in ("other", "identity", "letter", "agreement")),
)
"""Kinds that a person may say their papers are; staff tell apart the rest."""


def kinds_for_consumers() -> dict[str, str]:
    """Name by kind, with what asks for no decision first."""
    return {
        kind: str(_("No ho sé, o són coses diferents")) if kind == "other" else str(DOCUMENTS[kind])
        for kind in OF_CONSUMERS
    }


def size(number: int) -> str:
    """Bytes as people say them, such as 1,2 MB."""
    if number >= MEGABYTE:
        return f"{format_decimal(round(number / MEGABYTE, 1))} MB"
    return f"{format_decimal(max(1, round(number / 1024)))} kB"


def why_refused(file: Refused) -> str:
    """The sentence about a file that was not accepted."""
    return str(REFUSED[file.reason]) % {"name": file.name}
