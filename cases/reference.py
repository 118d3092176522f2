"""References: what people read out on the telephone to say which case, which receipt, which document."""

from __future__ import annotations

import secrets
from typing import Final, Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.models import Case, Document, Submission

Prefix = Literal["E", "R", "D"]
"""Expedient (a case), resguard (a receipt), document."""

_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"
"""Without those that are mistaken for one another when read out or written by hand."""

_GIVEN: Final = {"E": Case.reference, "R": Submission.reference, "D": Document.reference}


def new_reference(session: Session, prefix: Prefix) -> str:
    """A reference that nothing else has, such as `E-7KMR-4PDX`: eight letters and digits, not to be guessed."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        reference = f"{prefix}-{letters[:4]}-{letters[4:]}"
        if not session.scalar(select(exists().where(_GIVEN[prefix] == reference))):
            return reference
