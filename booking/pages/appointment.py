"""The page of the appointment: confirmation today, the home of the appointment until the end."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup

from access import personal_link
from booking.pages.answers import Answer
from booking.pages.appointment_view import AppointmentView
from booking.pages.history import history_of
from booking.pages.lookup import LinkReplaced, appointment_of, outcome_of, present_join_url
from booking.pages.routes import routes
from booking.pages.visit import is_new, now, settings
from cases.links import token_for_caller
from database import db
from web.security import personal


@routes.get("/c/<token:token>")
@personal
@personal_link
def appointment(token: str) -> Answer:
    """How the appointment stands now, and what can be done with it."""
    one = appointment_of(token)
    is_over = one.is_over(now())
    view = AppointmentView(one, token, now(), outcome_of(one) if is_over else None)
    case_token = token_for_caller(db.session(), one) if is_over else None
    return render_template(
        "booking/appointment.html",
        **view.page(),
        is_new=is_new(one.id),
        link_pending=not one.by_phone and present_join_url(one.id) is None,
        history=history_of(one.id),
        documents_url=url_for("appointment_papers.papers", token=token),
        case_url=url_for("own_case.own_case", token=case_token) if case_token else None,
        qr_svg=None if one.person.email else _qr(f"{settings().public_url}{view.url}"),
    )


@routes.errorhandler(LinkReplaced)
@personal
def link_replaced(error: LinkReplaced) -> Answer:
    """The person has a newer link in a mail."""
    return render_template("booking/gone.html", recover_url=url_for("booking.recover")), 410


def _qr(address: str) -> Markup:
    """The address as a picture for the printed sheet of people without mail. Drawing it costs milliseconds."""
    import segno  # only few need it

    return Markup(segno.make(address, micro=False).svg_inline(scale=4, border=2))  # noqa: S704  # made by us alone
