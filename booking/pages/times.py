"""Steps 2 and 3: the days that have hours, and the hours of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, url_for

from access import public
from booking.pages.answers import Answer
from booking.pages.choice import can_be_asked_for, days_to_choose, hours_to_choose
from booking.pages.lookup import offer_of
from booking.pages.offer import Offer
from booking.pages.routes import routes


@routes.get("/cita/<municipality>/<service>")
@public
def days_of(municipality: str, service: str) -> Answer:
    """Step 2: the first free hours, and the days that have some."""
    return days_page(offer_of(municipality, service))


@routes.get("/cita/<municipality>/<service>/<day:day>")
@public
def hours(municipality: str, service: str, day: date) -> Answer:
    """Step 3: the hours of a day."""
    offer = offer_of(municipality, service)
    if not can_be_asked_for(offer.search(), day):
        return days_page(offer, refused="day"), 404
    return hours_page(offer, day)


def days_page(offer: Offer, refused: str | None = None) -> str:
    """The days. `refused` says why the person is here again: the `day` or the `hour` is not on offer."""
    return render_template(
        "booking/days.html",
        **_common(offer),
        **days_to_choose(offer.search(), offer.day_url, offer.days_url),
        refused=refused,
        back_url=url_for("booking.services", municipality=offer.municipality_slug),
    )


def hours_page(offer: Offer, day: date, lost: bool = False) -> str:
    """The hours of a day. `lost`: the one just pressed is somebody else's now."""
    return render_template(
        "booking/hours.html",
        **_common(offer),
        **hours_to_choose(offer.search(), day, offer.day_url),
        lost=lost,
        days_url=offer.days_url(),
        back_url=offer.days_url(),
    )


def _common(offer: Offer) -> dict[str, Any]:
    return {
        "office": offer.contact,
        "service": {"name": offer.title, "minutes": offer.minutes},
        "municipality": {"name": offer.place},
        "hold_fields": offer.slugs,
    }
