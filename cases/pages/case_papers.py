"""Papers of a case, for its person: `/e/<token>/documents`, receipts, and what they sent to be opened again."""

from __future__ import annotations

from flask import abort, redirect, url_for

from access import personal_link
from booking.pages.answers import ONCE_DONE, Answer
from cases.models import Case
from cases.pages.give_out import give_out
from cases.pages.lookup import case_of, is_proven
from cases.pages.papers_page import Corner, hand_in, papers_page, receipt_page
from cases.pages.required import required_of
from cases.pages.routes import routes
from cases.papers.checklist import Wanted, wanted
from cases.papers.limits import LARGEST_REQUEST
from cases.papers.place import Place
from cases.papers.read_papers import paper_of, receipt_at
from database import db
from request_limits import takes_files
from web.security import personal


@routes.get("/e/<token:token>/documents")
@personal
@personal_link
def own_papers(token: str) -> Answer:
    """Which papers would help and why, what is there, and the way to send more."""
    return papers_page(_corner(token, case_of(token)))


@routes.post("/e/<token:token>/documents")
@takes_files(LARGEST_REQUEST)
@personal
@personal_link
def hand_in_papers(token: str) -> Answer:
    """Take what was sent."""
    return hand_in(_corner(token, case_of(token)))


@routes.get("/e/<token:token>/rebuts/<receipt>")
@personal
@personal_link
def own_receipt(token: str, receipt: str) -> Answer:
    """The receipt of what was handed in at one time."""
    corner = _corner(token, case_of(token))
    found = receipt_at(db.session(), corner.place, receipt)
    if found is None:
        abort(404)
    return receipt_page(corner, found)


@routes.get("/e/<token:token>/documents/<document>")
@personal
@personal_link
def own_paper(token: str, document: str) -> Answer:
    """One of the papers that the person sent, after the second check."""
    case = case_of(token)
    if not is_proven(case):
        return redirect(url_for(".own_case", token=token), ONCE_DONE)
    paper = paper_of(db.session(), Place(case_id=case.id), document)
    if paper is None or not paper.by_consumer:
        abort(404)
    return give_out(paper.document)


def _corner(token: str, case: Case) -> Corner:
    case_id, procedure, sector = case.id, case.procedure, case.sector_code
    represented, required = case.representative_id is not None, required_of(case)
    demanded = required.documents if required else ()

    def checklist(there: set[str]) -> list[Wanted]:
        return wanted(procedure, sector, there, demanded=demanded, represented=represented)

    return Corner(
        place=Place(case_id=case_id),
        documents_url=url_for("own_case.own_papers", token=token),
        back_url=url_for("own_case.own_case", token=token),
        receipt_url=lambda receipt: url_for("own_case.own_receipt", token=token, receipt=receipt),
        download_url=(
            (lambda document: url_for("own_case.own_paper", token=token, document=document))
            if is_proven(case)
            else None
        ),
        prove_url=f"{url_for('own_case.own_case', token=token)}#surname",
        takes_papers=case.is_open,
        checklist=checklist,
        required=required,
    )
