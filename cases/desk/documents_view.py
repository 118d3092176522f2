"""The papers of a case as staff see them: a part of the file, and a page of its own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from flask import current_app

from booking.attend.story import names_of
from cases.document_words import DOCUMENTS, document_word
from cases.mediation import has_access
from cases.models import Case
from cases.pages.give_out import gateways
from cases.papers.checklist import wanted
from cases.papers.limits import FILES_AT_ONCE
from cases.papers.place import Place
from cases.papers.read_papers import Paper, kinds_of, papers_at
from database import db
from forms.papers import PapersForm
from staff.pages.guard import staff
from web.dates import Dates


@dataclass(frozen=True)
class PapersView:
    """What templates/cases/documents.html shows."""

    papers: list[Paper]
    """Those that this member may see."""
    locked: int
    """Papers of the mediation that they may not."""
    sees_mediation: bool
    missing: list[str]
    """Kinds that the case needs and does not have."""
    names: Mapping[int, str]
    """Of the members of staff who handed something in, by id."""
    is_scanned: bool
    """Whether a scanner is set up."""
    form: PapersForm
    once_key: str
    at_once: int

    @classmethod
    def of(cls, case: Case, form: PapersForm | None = None) -> Self:
        """For who is asking. `form`: what was sent and could not be taken."""
        session = db.session()
        sees_mediation = has_access(session, case.id, staff().member_id)
        every = papers_at(session, Place(case_id=case.id))
        papers = _visible(every, sees_mediation)
        helpful = wanted(
            case.procedure,
            case.sector_code,
            {kind for kind, _number in kinds_of(every)},
            represented=case.representative_id is not None,
        )
        return cls(
            papers=papers,
            locked=sum(paper.is_kept for paper in every) - sum(paper.is_kept for paper in papers),
            sees_mediation=sees_mediation,
            missing=[one.kind for one in helpful if one.needed and not one.have],
            names=names_of(session, {paper.member_id for paper in papers if paper.member_id is not None}),
            is_scanned=gateways().scanner is not None,
            form=form or empty_form(),
            once_key=secrets.token_urlsafe(16),
            at_once=FILES_AT_ONCE,
        )


def papers_to_choose(case: Case) -> list[tuple[str, str]]:
    """Those that who is asking may see, the newest first: reference, and what tells it from others."""
    session = db.session()
    dates: Dates = current_app.extensions["dates"]
    papers = _visible(papers_at(session, Place(case_id=case.id)), has_access(session, case.id, staff().member_id))
    return [
        (
            paper.document.reference,
            " · ".join(
                (
                    paper.document.file_name,
                    document_word(paper.document.kind),
                    dates.long_date(paper.submission.received_at),
                )
            ),
        )
        for paper in reversed(papers)
        if paper.is_kept
    ]


def _visible(papers: list[Paper], sees_mediation: bool) -> list[Paper]:
    return [paper for paper in papers if sees_mediation or not paper.document.of_mediation]


def staff_kinds() -> dict[str, str]:
    """All kinds, with what asks for no decision first."""
    return {kind: str(DOCUMENTS[kind]) for kind in ("other", *(kind for kind in DOCUMENTS if kind != "other"))}


def empty_form() -> PapersForm:
    """To hand in papers."""
    return PapersForm(staff_kinds(), formdata=None)
