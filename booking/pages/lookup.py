"""What an address stands for: loaded in one query, or the right refusal."""

from __future__ import annotations

import re

from flask import abort
from sqlalchemy import bindparam, select
from werkzeug.exceptions import Gone, NotFound

from booking.attend.calls import present_call
from booking.models import Appointment, AppointmentLink, Meeting, Municipality, Slot
from booking.pages.offer import OFFER, Offer
from booking.pages.visit import now
from database import db
from kept import kept

LARGEST_ID = 2**31 - 1
"""What an integer column holds on PostgreSQL; it refuses to look for more."""

_SLUG = re.compile(r"[a-z0-9-]{1,80}")

# Built once: putting a statement together costs as much as asking it.
_APPOINTMENT = (
    select(Appointment, AppointmentLink.revoked_at)
    .join(AppointmentLink, AppointmentLink.appointment_id == Appointment.id)
    .where(AppointmentLink.token == bindparam("token"))
)
_MADE_BY = select(Appointment.id).where(Appointment.once_key == bindparam("key"))
_JOIN_URL = (
    select(Meeting.join_url)
    .where(Meeting.appointment_id == bindparam("appointment"), Meeting.wanted)
    .order_by(Meeting.id.desc())
    .limit(1)
)


class UnknownMunicipality(NotFound):
    """No municipality has this address; `words` are what it may have meant."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class UnknownService(NotFound):
    """The municipality exists, but nobody gives this service there."""

    def __init__(self, municipality: Municipality) -> None:
        super().__init__()
        self.municipality = municipality


class LinkReplaced(Gone):
    """The person has asked for a newer link since."""


def municipality_of(slug: str) -> Municipality:
    """Raises UnknownMunicipality (404)."""
    found = None
    if _SLUG.fullmatch(slug):
        found = db.session.scalar(select(Municipality).where(Municipality.slug == slug))
    if found is None:
        raise UnknownMunicipality(slug.replace("-", " "))
    return found


def offer_of(municipality: str, service: str) -> Offer:
    """The offer of two slugs. Raises UnknownMunicipality or UnknownService (404)."""
    row = None
    if _SLUG.fullmatch(municipality) and _SLUG.fullmatch(service):
        slugs = {"municipality": municipality, "service": service}
        row = kept(
            db.session(),
            ("offer", municipality, service),
            now(),
            lambda: db.session.connection().execute(OFFER, slugs).first(),
        )
    if row is None:
        raise UnknownService(municipality_of(municipality))
    return Offer.of(row)


def slot_of(slot_id: int, office_id: int) -> Slot:
    """The slot of this office; 404 for any other."""
    slot = db.session.get(Slot, slot_id) if slot_id <= LARGEST_ID else None
    if slot is None or slot.office_id != office_id:
        abort(404)
    return slot


def appointment_of(token: str) -> Appointment:
    """The appointment of a personal address. Raises 404 for an unknown token, LinkReplaced (410) for an old one."""
    row = db.session.execute(_APPOINTMENT, {"token": token}).first()
    if row is None:
        abort(404)
    if row.revoked_at is not None:
        raise LinkReplaced
    appointment: Appointment = row[0]
    return appointment


def token_of(appointment_id: int) -> str | None:
    """The current secret address of an appointment."""
    link = db.session.scalar(AppointmentLink.current(appointment_id))
    return link.token if link else None


def token_of_form(once_key: str) -> str | None:
    """The address of the appointment that this very form has made already."""
    appointment_id = db.session.connection().scalar(_MADE_BY, {"key": once_key})
    return None if appointment_id is None else token_of(appointment_id)


def outcome_of(appointment: Appointment) -> str | None:
    """What was said of the call at its present hour."""
    call = present_call(db.session(), appointment)
    return call.outcome if call else None


def present_join_url(appointment_id: int) -> str | None:
    """The way into the meeting as it is now; None while there is none."""
    return db.session.connection().scalar(_JOIN_URL, {"appointment": appointment_id})
