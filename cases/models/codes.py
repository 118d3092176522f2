"""The codes that tables of cases hold. They never change; their words are in the catalogues."""

from __future__ import annotations

from typing import Final

PROCEDURES: Final = ("enquiry", "complaint", "claim", "infringement_report", "mediation", "arbitration")
"""What a person brings: consulta, queixa, reclamació, denúncia, mediació, arbitratge (Decret 121/2013)."""

CHANNELS: Final = ("video", "phone", "in_person", "mailbox", "mobile_unit", "messaging", "council")
"""By which way it came. `council`: referred by a town council."""

STATES: Final = (
    "pending",
    "in_progress",
    "documents_required",
    "sent_to_company",
    "in_mediation",
    "in_arbitration",
    "referred",
    "closed_agreement",
    "closed_partial_agreement",
    "closed_no_agreement",
    "closed_company_refused",
    "answered",
    "withdrawn",
    "deemed_withdrawn",
    "inadmissible",
    "lapsed",
)
"""Which may follow which, and what each means, stands in cases/states.py."""

RESOLUTIONS: Final = ("deemed_withdrawn", "inadmissible", "lapsed")
"""States that a resolution brings."""

GROUNDS: Final = ("no_prior_claim", "unfounded", "vexatious", "decided_elsewhere", "over_a_year")
"""Why a claim is not admitted (Llei 7/2017, art. 18.1)."""

BLOCKS: Final = ("head", "person", "company", "relation", "facts", "request", "prior_claim", "representative")
"""Parts of a file that are saved each by itself."""

DEADLINES: Final = (
    "inform",
    "remedy",
    "company_answers",
    "office_may_act",
    "claim_expires",
    "notify_inadmissible",
    "company_replies_to_us",
    "mediation_ends",
    "company_accepts_arbitration",
    "lapse",
)
"""What a date is for. The article behind each stands in cases/deadlines.py."""

DOCUMENT_KINDS: Final = (
    "invoice",
    "contract",
    "prior_claim",
    "reply",
    "photo",
    "advertising",
    "bank_statement",
    "identity",
    "representation",
    "delivery_receipt",
    "letter",
    "agreement",
    "other",
)

SCANS: Final = ("checking", "clean", "infected", "unscanned")
"""`checking`: a scanner is set up and has not answered yet; nobody can open the file. `unscanned`: there is none."""

MEDIA_TYPES: Final = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


def one_of(column: str, codes: tuple[str, ...]) -> str:
    """SQL of a check that a column holds one of the codes."""
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"
