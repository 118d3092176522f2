"""A lost link: reference and mail or phone bring a new one by mail. The answer on the page is always the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from booking.book import new_link
from booking.models import Appointment, AppointmentLink, Person
from booking.promises import enqueue_letters, promise_letter, record
from database import writing

KEPT_AFTER_THE_CALL = timedelta(days=30)
"""How long after the call a link can still be recovered."""

PAUSE = timedelta(minutes=10)
"""A second request within it sends nothing: nobody's mail box is filled by somebody else."""


def recover_link(reference: str, email: str | None, phone: str | None, now: datetime) -> None:
    """Send the person a new link if reference and address fit; the old one then says that there is a newer one.

    Says nothing of whether they fit, so that a stranger learns nothing. Somebody who gave no mail is helped by
    telephone: without an address there is nowhere to send it.
    """
    with writing() as session:
        appointment = session.scalars(
            select(Appointment)
            .join(Person, Person.id == Appointment.person_id)
            .where(
                Appointment.reference == reference.upper(),
                Person.gave(email, phone),
                Person.email.is_not(None),
                Appointment.ends_at > now - KEPT_AFTER_THE_CALL,
            )
        ).first()
        if appointment is None:
            return
        newest = session.scalar(AppointmentLink.current(appointment.id))
        is_first = newest is not None and newest.created_at == appointment.booked_at
        if newest is not None and not is_first and newest.created_at > now - PAUSE:
            return
        session.execute(
            update(AppointmentLink)
            .where(AppointmentLink.appointment_id == appointment.id, AppointmentLink.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        new_link(session, appointment, now)
        record(session, appointment, "link_recovered", "consumer", now)
        promise_letter(session, appointment, "consumer", "recovered_link", now, now)
        enqueue_letters(session, appointment, again=f"-link-{now.timestamp():.0f}")
