"""Correcting an address: who, what was typed, what will happen."""

from __future__ import annotations

from flask import render_template

from access import for_roles
from booking.errors import NotLive
from booking.models import Appointment
from booking.pages.phones import readable
from booking.pending.correct_address import correct_address
from booking.pending.errors import NobodyToWriteTo, SameAddress
from booking.pending.pages.routes import Answer, actor, appointment_of, back_to_list, now, routes
from forms.pending import AddressForm


@routes.get("/pendents/<reference>/adreca")
@for_roles("coordinator", "administrator", of_office=True)
def address(reference: str) -> Answer:
    """The address as it is, to be corrected."""
    appointment = appointment_of(reference)
    return _page(appointment, AddressForm(email=appointment.person.email))


@routes.post("/pendents/<reference>/adreca")
@for_roles("coordinator", "administrator", of_office=True)
def change_address(reference: str) -> Answer:
    """Write to the right address, from now on and about how things stand."""
    appointment = appointment_of(reference)
    form = AddressForm()
    if not form.validate():
        return _page(appointment, form), 422
    try:
        correct_address(appointment.id, form.email.address or "", actor(), now())
    except SameAddress:
        return _page(appointment_of(reference), form, refused="same"), 409
    except (NotLive, NobodyToWriteTo):
        return _page(appointment_of(reference), form, refused="over"), 409
    return back_to_list("corrected")


def _page(appointment: Appointment, form: AddressForm, refused: str | None = None) -> str:
    phone = readable(appointment.person.phone)
    return render_template("pending/address.html", appointment=appointment, form=form, phone=phone, refused=refused)
