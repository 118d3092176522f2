"""The blueprint of the technicians' pages, and what its views share."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint

from booking.pages.answers import ONCE_DONE as ONCE_DONE, Answer as Answer
from booking.pages.visit import now as now, settings

routes = Blueprint("agenda", __name__)


def zone() -> ZoneInfo:
    """The office's clock."""
    return settings().office_timezone


def today(moment: datetime) -> date:
    """The day on the office's clock."""
    return moment.astimezone(zone()).date()
