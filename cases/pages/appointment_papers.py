"""Papers that a person sends before there is a case: `/c/<token>/documents`. The case takes them over."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for

from access import personal_link
from booking.models import Appointment
from booking.pages.answers import ONCE_DONE, Answer
from booking.pages.lookup import LinkReplaced, appointment_of
from cases.links import token_for_caller
from cases.pages.papers_page import Corner, hand_in, papers_page, receipt_page
from cases.papers.checklist import Wanted, wanted
from cases.papers.limits import LARGEST_REQUEST
from cases.papers.place import Place
from cases.papers.read_papers import receipt_at
from database import db
from request_limits import takes_files
from web.security import personal

routes = Blueprint("appointment_papers", __name__)

USUAL_PROCEDURE = "claim"
"""What most people bring; what it really is, the call shows."""


@routes.get("/c/<token:token>/documents")
@personal
@personal_link
def papers(token: str) -> Answer:
    """Which papers would help in the call; once there is a case of the same person, its own page."""
    appointment = appointment_of(token)
    case_token = token_for_caller(db.session(), appointment)
    if case_token is not None:
        return redirect(url_for("own_case.own_papers", token=case_token), ONCE_DONE)
    return papers_page(_corner(token, appointment))


@routes.post("/c/<token:token>/documents")
@takes_files(LARGEST_REQUEST)
@personal
@personal_link
def hand_in_papers(token: str) -> Answer:
    """Take what was sent; to the case, if one was opened meanwhile."""
    return hand_in(_corner(token, appointment_of(token)))


@routes.get("/c/<token:token>/rebuts/<receipt>")
@personal
@personal_link
def receipt(token: str, receipt: str) -> Answer:
    """The receipt of what was handed in at one time, also when the case has it by now."""
    corner = _corner(token, appointment_of(token))
    found = receipt_at(db.session(), corner.place.now(db.session()), receipt)
    if found is None:
        abort(404)
    return receipt_page(corner, found)


@routes.errorhandler(LinkReplaced)
@personal
def link_replaced(error: LinkReplaced) -> Answer:
    """The person has a newer link in a mail."""
    return render_template("booking/gone.html", recover_url=url_for("booking.recover")), 410


def _corner(token: str, appointment: Appointment) -> Corner:
    def checklist(there: set[str]) -> list[Wanted]:
        return wanted(USUAL_PROCEDURE, None, there)

    return Corner(
        place=Place(appointment_id=appointment.id),
        documents_url=url_for("appointment_papers.papers", token=token),
        back_url=url_for("booking.appointment", token=token),
        receipt_url=lambda receipt: url_for("appointment_papers.receipt", token=token, receipt=receipt),
        download_url=None,
        prove_url=None,
        takes_papers=appointment.cancelled_at is None,
        checklist=checklist,
    )
