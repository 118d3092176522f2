"""Refusals, in the words of the service."""

from __future__ import annotations

from typing import Literal

from cases.errors import CaseRefusal

Reason = Literal["empty", "too_large", "program", "web_page", "two_things", "packed", "damaged", "macros", "wrong_type"]
"""Why a file is not accepted; what people read stands in templates/cases/paper_words.html."""


class FileRefused(Exception):
    """The content of a file is not accepted."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class TooManyFiles(CaseRefusal):
    """More files than can be handed in at once."""


class CaseFull(CaseRefusal):
    """The case would have more files, or more bytes, than a case may have."""


class CaseClosed(CaseRefusal):
    """A person hands in papers until the case is resolved (Ley 39/2015, art. 73.3), and no longer."""


class PaperGone(CaseRefusal):
    """The document was taken out, or deleted for what the scanner found."""


class StillChecking(CaseRefusal):
    """The scanner has not answered yet, and until then nobody opens the document."""


class CaseOnHold(CaseRefusal):
    """Under legal hold nothing is taken out."""
