"""One call as a line of the agenda shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from booking.attend.day import DayCall
from booking.attend.start_call import can_enter
from booking.attend.state import state_of, waiting_since
from booking.models import SLOT, Appointment
from booking.pages.cards import Card
from booking.pages.office_card import words
from booking.pages.phones import readable

OVER = ("cancelled", "attended", "consumer_absent", "technician_absent", "cut_off", "to_close")


@dataclass(frozen=True)
class Line:
    """A call at this moment."""

    starts_at: datetime
    ends_at: datetime
    reference: str
    name: str
    municipality: str
    service: str
    matter: str
    needs: list[str]
    by_phone: bool
    phone: str | None
    state: str
    """See `booking.attend.state.STATES`."""
    since: datetime | None
    """Since when the person waits."""
    can_enter: bool
    link_missing: bool
    url: str
    card: Card
    notes_url: str
    enter_url: str

    @property
    def is_ahead(self) -> bool:
        """Still to come, or under way."""
        return self.state not in OVER

    @classmethod
    def of(cls, one: DayCall, now: datetime) -> Line:
        appointment = one.appointment
        reference = appointment.reference
        return cls(
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            reference=reference,
            name=appointment.person.name,
            municipality=appointment.municipality.name,
            service=words(appointment.service.names),
            matter=appointment.matter,
            needs=[need for need in appointment.needs if need != "telephone_instead"],
            by_phone=appointment.by_phone,
            phone=readable(appointment.person.phone),
            state=state_of(appointment, one.call, now),
            since=waiting_since(appointment),
            can_enter=can_enter(appointment, now) and (one.call is None or one.call.outcome is None),
            link_missing=one.join_url is None and not appointment.by_phone,
            card=_card(appointment),
            url=url_for("agenda.call", reference=reference),
            notes_url=url_for("agenda.during", reference=reference),
            enter_url=url_for("agenda.enter", reference=reference),
        )


def _card(appointment: Appointment) -> Card:
    minutes = appointment.service.slots * SLOT // timedelta(minutes=1)
    service, municipality = words(appointment.service.names), appointment.municipality.name
    return Card(appointment.starts_at, minutes, service, municipality, appointment.reference, appointment.by_phone)
