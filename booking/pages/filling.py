"""A form that somebody is filling in for an hour, and the hold that keeps the hour for them meanwhile."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from booking.book import Booked, Guest, Request, book
from booking.free_times import Hour, hours_between, nearest_hours
from booking.hold import hold
from booking.models import Slot
from booking.pages.cards import Card
from booking.pages.lookup import token_of, token_of_form
from booking.pages.offer import Offer
from booking.pages.visit import booked_here, hold_times, holder, holder_from_now_on, now
from database import db
from forms.booking import DetailsForm

PRIVACY_VERSION = "2026-11"
"""Which wording of the first layer of data protection (templates/macros/privacy.html) people have before them."""

LEAST_KEY = 22
"""Letters of base64url that hold 128 bits: a shorter key was not made by us and could be guessed."""


@dataclass
class Filling:
    """The form, the offer, and the slot that the hour was chosen by, or the one chosen since instead of it."""

    offer: Offer
    slot: Slot
    form: DetailsForm

    def __post_init__(self) -> None:
        if len(self.form.once_key.data or "") < LEAST_KEY:
            self.form.once_key.data = secrets.token_urlsafe(16)

    @property
    def card(self) -> Card:
        offer = self.offer
        return Card(self.slot.starts_at, offer.minutes, offer.title, offer.place, by_phone=self.form.by_phone)

    def held_until(self) -> datetime | None:
        """Until when the hour is kept for this browser; None when it is not."""
        name, until = holder(), self.slot.held_until
        mine = name is not None and self.slot.held_by == name and self.slot.appointment_id is None
        return until if mine and until is not None and until > now() else None

    def can_extend(self) -> bool:
        """Whether the hour can be kept for longer than it is now."""
        until, since = self.held_until(), self.slot.held_since
        return until is not None and since is not None and until < since + hold_times().limit

    def is_free(self) -> bool:
        """Whether this browser could have the hour now."""
        start = self.slot.starts_at
        return bool(hours_between(db.session(), self.offer.search(), start, start))

    def can_be_had(self) -> bool:
        """Whether this browser could have the hour now. What it holds it can, until that is too near."""
        if self.held_until() is None:
            return self.is_free()
        return self.offer.terms.earliest_start(now()) <= self.slot.starts_at

    def keep(self) -> None:
        """Hold the hour from now on. Raises NotOffered, ServiceClosed or SlotTaken."""
        claim = hold(self.slot.id, self.offer.terms.service_id, holder_from_now_on(), now(), hold_times())
        if claim.slot_id != self.slot.id:
            self.slot = db.session.get_one(Slot, claim.slot_id)
            self.form.slot.data = str(claim.slot_id)

    def confirm(self) -> Booked:
        """Book with what was typed. Raises NotOffered, ServiceClosed, SlotTaken or TooManyAppointments."""
        form = self.form
        request = Request(
            slot_id=self.slot.id,
            service_id=self.offer.terms.service_id,
            municipality_id=self.offer.municipality_id,
            once_key=form.once_key.data or "",
            privacy_version=PRIVACY_VERSION,
        )
        guest = Guest(
            name=form.name.data or "",
            email=form.email.address,
            phone=form.phone.number,
            language=form.language.data,
            matter=form.matter.data or "",
            company=form.company.data or "",
            needs=form.needs.data or [],
        )
        return book(request, guest, holder_from_now_on(), now())

    def nearest(self) -> list[Hour]:
        """Hours to choose instead."""
        return nearest_hours(db.session(), self.offer.search(), self.slot.starts_at)

    def booked_by_this_browser(self) -> str | None:
        """Token of the appointment that this browser has just made of this very hour."""
        appointment_id = self.slot.appointment_id
        return token_of(appointment_id) if appointment_id is not None and appointment_id == booked_here() else None

    def booked_by_this_form(self) -> str | None:
        """Token of the appointment that this form has made already: a double click, or the form sent again."""
        return token_of_form(self.form.once_key.data or "")
