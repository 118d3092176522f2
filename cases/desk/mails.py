"""What a coordinator does about mails of a case that did not get away: one press each."""

from __future__ import annotations

from flask import redirect, url_for

from access import for_roles
from booking.board.routes import COORDINATORS, ONCE_DONE, Answer, now
from cases.desk.lookup import case_at
from cases.desk.routes import routes
from cases.unsent import told_otherwise, try_again
from staff.pages.guard import staff


@routes.post("/expedients/<reference>/correus")
@for_roles(*COORDINATORS, of_office=True)
def send_again(reference: str) -> Answer:
    """Try them again."""
    try_again(case_at(reference).id, staff().member_id, now())
    return redirect(url_for("pending.overview", fet="retried"), ONCE_DONE)


@routes.post("/expedients/<reference>/avisos")
@for_roles(*COORDINATORS, of_office=True)
def told_by_telephone(reference: str) -> Answer:
    """Somebody has rung the person up."""
    told_otherwise(case_at(reference).id, staff().member_id, now())
    return redirect(url_for("pending.overview", fet="told"), ONCE_DONE)
