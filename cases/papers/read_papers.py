"""The papers of a case or of an appointment, as pages list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Document, Submission
from cases.papers.place import Place

State = Literal["ready", "unscanned", "checking", "infected", "removed"]


@dataclass(frozen=True)
class Paper:
    """A document with how it came."""

    document: Document
    submission: Submission

    @property
    def state(self) -> State:
        """How it stands; `ready` and `unscanned` can be opened."""
        if self.document.scan == "infected":
            return "infected"
        if self.document.removed_at is not None:
            return "removed"
        if self.document.scan == "checking":
            return "checking"
        return "ready" if self.document.scan == "clean" else "unscanned"

    @property
    def can_be_opened(self) -> bool:
        return self.state in ("ready", "unscanned")

    @property
    def is_kept(self) -> bool:
        return self.document.removed_at is None

    @property
    def by_consumer(self) -> bool:
        return self.submission.handed_in_by == "consumer"

    @property
    def member_id(self) -> int | None:
        """Who of the staff handed it in."""
        return None if self.by_consumer else int(self.submission.handed_in_by)


def papers_at(session: Session, place: Place) -> list[Paper]:
    """All of them, in the order in which they came; what was taken out as a line, too."""
    rows = session.execute(
        select(Document, Submission)
        .join(Submission, Submission.id == Document.submission_id)
        .where(place.is_here)
        .order_by(Document.id)
    )
    return [Paper(document, submission) for document, submission in rows]


def paper_of(session: Session, place: Place, reference: str) -> Paper | None:
    """The paper with this reference that was handed in here."""
    row = session.execute(
        select(Document, Submission)
        .join(Submission, Submission.id == Document.submission_id)
        .where(place.is_here, Document.reference == reference.upper())
    ).first()
    return None if row is None else Paper(*row)


def kinds_of(papers: Iterable[Paper]) -> list[tuple[str, int]]:
    """How many there are of each kind, of what is kept, in the order in which they came first."""
    return list(Counter(paper.document.kind for paper in papers if paper.is_kept).items())


@dataclass(frozen=True)
class Receipt:
    """What was handed in at one time (Ley 39/2015, art. 16.3)."""

    reference: str
    received_at: datetime
    papers: Sequence[Paper]


def receipt_at(session: Session, place: Place, reference: str) -> Receipt | None:
    """The receipt of this number, of what the person handed in here."""
    rows = session.execute(
        select(Document, Submission)
        .join(Submission, Submission.id == Document.submission_id)
        .where(place.is_here, Submission.reference == reference.upper(), Submission.handed_in_by == "consumer")
        .order_by(Document.id)
    ).all()
    if not rows:
        return None
    papers = [Paper(document, submission) for document, submission in rows]
    return Receipt(papers[0].submission.reference, papers[0].submission.received_at, papers)
