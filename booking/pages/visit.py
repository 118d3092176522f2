"""Who asks, and when. The cookie holds a random name for the browser and nothing about the person."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from flask import current_app, session

from booking.hold import HoldTimes
from config import Settings


def now() -> datetime:
    """The moment of the request, in UTC."""
    return datetime.now(UTC)


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["VIDEOCITA"]
    return found


def hold_times() -> HoldTimes:
    """How long this installation keeps an hour while somebody fills in the form."""
    return HoldTimes(settings().hold_time, settings().hold_limit)


def holder() -> str | None:
    """The name under which this browser holds hours; none before its first POST."""
    name: str | None = session.get("browser")
    return name


def holder_from_now_on() -> str:
    """The same, given to the browser if it has none yet. Only for answers to a POST."""
    name = holder() or secrets.token_urlsafe(12)
    session["browser"] = name
    return name


def remember_booking(appointment_id: int) -> None:
    """This browser has just booked: the page of the appointment says so once, and Back leads to that page."""
    session["booked"] = session["new"] = appointment_id


def booked_here() -> int | None:
    """Id of the appointment that this browser booked last."""
    appointment_id: int | None = session.get("booked")
    return appointment_id


def is_new(appointment_id: int) -> bool:
    """Whether the appointment was booked by this browser a moment ago; true once."""
    if session.get("new") != appointment_id:
        return False
    del session["new"]
    return True
