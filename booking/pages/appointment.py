"""The page of the appointment: confirmation today, the home of the appointment until the end."""

from __future__ import annotations

from datetime import datetime

import segno
from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select

from access import personal_link
from booking.models import Appointment, AppointmentEvent, Message
from booking.pages.answers import Answer
from booking.pages.appointment_view import AppointmentView
from booking.pages.lookup import LinkReplaced, appointment_of, present_join_url
from booking.pages.routes import routes
from booking.pages.visit import is_new, now, settings
from database import db
from web.security import personal

TOLD = ("booked", "moved", "cancelled", "arrived")
"""Events that the person has a part in."""


@routes.get("/c/<token:token>")
@personal
@personal_link
def appointment(token: str) -> Answer:
    """How the appointment stands now, and what can be done with it."""
    view = AppointmentView(appointment_of(token), token, now())
    one = view.appointment
    return render_template(
        "booking/appointment.html",
        card=view.card,
        office=view.office,
        state=view.state,
        is_new=is_new(one.id),
        link_pending=not one.by_phone and present_join_url(one.id) is None,
        moved_from=view.moved_from,
        can_move=view.can_move,
        can_cancel=view.can_cancel,
        move_until=one.move_deadline(),
        cancel_until=one.cancel_deadline(),
        join_opens_at=view.opens_at,
        email=one.person.email,
        phone=view.phone,
        history=_history(one),
        join_url=view.join_url,
        move_url=view.move_url,
        cancel_url=view.cancel_url,
        calendar_url=view.calendar_url,
        book_again_url=view.book_again_url,
        qr_svg=None if one.person.email else _qr(f"{settings().public_url}{view.url}"),
    )


@routes.errorhandler(LinkReplaced)
@personal
def link_replaced(error: LinkReplaced) -> Answer:
    """The person has a newer link in a mail."""
    return render_template("booking/gone.html", recover_url=url_for("booking.recover")), 410


def _history(one: Appointment) -> list[tuple[datetime, str]]:
    """What happened and what we sent to the person, in order."""
    events = db.session.execute(
        select(AppointmentEvent.happened_at, AppointmentEvent.kind).where(
            AppointmentEvent.appointment_id == one.id, AppointmentEvent.kind.in_(TOLD)
        )
    )
    messages = db.session.scalars(
        select(Message).where(Message.appointment_id == one.id, Message.recipient == "consumer")
    )
    lines = [(moment, kind) for moment, kind in events]
    lines += [line for message in messages for line in _sent(message)]
    return sorted(lines)


def _sent(message: Message) -> list[tuple[datetime, str]]:
    if message.sent_at is not None:
        kind = "reminder" if message.kind.startswith("reminder") else message.kind
        return [(message.sent_at, f"sent_{kind}")]
    if message.given_up_at is not None:
        return [(message.given_up_at, "refused")]
    return [(message.created_at, "sending")] if message.is_open else []


def _qr(address: str) -> Markup:
    """The address as a picture for the printed sheet of people without mail. Drawing it costs milliseconds."""
    return Markup(segno.make(address, micro=False).svg_inline(scale=4, border=2))  # noqa: S704  # made by us alone
