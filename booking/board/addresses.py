"""Parts of coordinators' addresses: a week, a number, a place in the calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from booking.coordinate.rules import Place
from booking.pages.addresses import SlotConverter

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""A week of other years is an address that somebody made up."""

_PLACE = re.compile(r"([1-9][0-9]{0,8})-([0-9]{8}T[0-9]{4})Z")


class WeekConverter(BaseConverter):
    """An ISO week as `2026-W48`; in Python its Monday."""

    regex = r"[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> date:
        try:
            monday = date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
        except ValueError as error:
            raise ValidationError from error
        if not FIRST_YEAR <= monday.year <= LAST_YEAR:
            raise ValidationError
        return monday

    def to_url(self, value: date) -> str:
        return week_code(value)


class NumberConverter(SlotConverter):
    """Id of a row."""


def week_code(day: date) -> str:
    """The ISO week in which the day lies."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def place_code(place: Place) -> str:
    """A place as addresses and forms carry it."""
    return f"{place.technician_id}-{place.starts_at.astimezone(UTC):%Y%m%dT%H%M}Z"


def place_of(code: str | None) -> Place | None:
    """The place of a code; None for anything that is none."""
    found = _PLACE.fullmatch(code or "")
    if found is None:
        return None
    try:
        return Place(int(found[1]), datetime.strptime(found[2], "%Y%m%dT%H%M").replace(tzinfo=UTC))
    except ValueError:
        return None


def init_app(app: Flask) -> None:
    """Make `<week:…>` and `<number:…>` known to the routes."""
    app.url_map.converters.update(week=WeekConverter, number=NumberConverter)
