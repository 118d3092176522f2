"""Dates and hours as the pages say them, in the office's zone.

Own patterns rather than CLDR skeletons, which give "dt., 24 de novembre" in Catalan. Formatting is cached by language
and date, for a page of free days names the same sixty dates on every request.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from markupsafe import Markup, escape

from web.languages import LANGUAGES, current_language

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from flask import Flask

# In Catalan MMMM already says "de novembre", "d'agost".
PATTERNS = {
    "day": {"ca": "EEEE d MMMM", "es": "EEEE d 'de' MMMM", "en": "EEEE d MMMM"},
    "day_and_year": {"ca": "EEEE d MMMM 'de' y", "es": "EEEE d 'de' MMMM 'de' y", "en": "EEEE d MMMM y"},
    "long_date": {"ca": "d MMMM 'de' y", "es": "d 'de' MMMM 'de' y", "en": "d MMMM y"},
    "month": {"ca": "LLLL 'de' y", "es": "LLLL 'de' y", "en": "LLLL y"},
    "of_month": {"ca": "MMMM", "es": "'de' MMMM", "en": "MMMM"},
    "weekday": {"ca": "EEEE", "es": "EEEE", "en": "EEEE"},
    "weekday_short": {"ca": "EEEEEE", "es": "EEEEEE", "en": "EEEEEE"},
}


@lru_cache(maxsize=8192)
def _say(pattern: str, language: str, day: date) -> str:
    return format_date(day, PATTERNS[pattern][language], locale=LANGUAGES[language].locale)


def as_known(local: datetime) -> date | datetime:
    """The day alone of a local moment that is midnight to the microsecond.

    So is kept what somebody asked on a day by letter or in person; whoever asks at an hour does not meet that instant.
    """
    return local if local.time() != time() else local.date()


class Dates:
    """Filters for templates. Moments must be aware; they are shown in the office's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def local(self, moment: datetime) -> datetime:
        """The moment on the office's clock. Raises ``ValueError`` for a naive one."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone cannot be shown")
        return moment.astimezone(self.zone)

    def day(self, when: date | datetime, today: date | datetime | None = None) -> str:
        """``dimarts 24 de novembre``; given `today`, with the year when it is another one."""
        day = self._date(when)
        pattern = "day" if today is None or self._date(today).year == day.year else "day_and_year"
        return _say(pattern, current_language(), day)

    def clock(self, moment: datetime) -> str:
        """``10:30``, always 24 hours."""
        local = self.local(moment)
        return f"{local.hour}:{local.minute:02}"

    def moment(self, moment: datetime, today: date | datetime | None = None) -> str:
        """``dimarts 24 de novembre, 10:30``; `today` as in `day`."""
        return f"{self.day(moment, today)}, {self.clock(moment)}"

    def long_date(self, when: date | datetime) -> str:
        """``24 de novembre de 2026``."""
        return _say("long_date", current_language(), self._date(when))

    def long_moment(self, moment: datetime) -> str:
        """``24 de novembre de 2026, 10:30``: for what is kept for years."""
        return f"{self.long_date(moment)}, {self.clock(moment)}"

    def known_tag(self, moment: datetime) -> Markup:
        """Day with its year inside ``<time>``, and the hour if it is known (see `as_known`)."""
        known = as_known(self.local(moment))
        return self.long_moment_tag(known) if isinstance(known, datetime) else self.long_date_tag(known)

    def month(self, when: date | datetime) -> str:
        """``novembre de 2026``."""
        return _say("month", current_language(), self._date(when))

    def of_month(self, when: date | datetime) -> str:
        """``de novembre``: the month as it follows a day."""
        return _say("of_month", current_language(), self._date(when))

    def weekday(self, when: date | datetime) -> str:
        """``dimarts``."""
        return _say("weekday", current_language(), self._date(when))

    def weekday_short(self, when: date | datetime) -> str:
        """``dt.``, for the eye only: say the whole word beside it."""
        return _say("weekday_short", current_language(), self._date(when))

    def machine(self, when: date | datetime) -> str:
        """Value of a ``datetime`` attribute (HTML, "valid global date and time string")."""
        return self.local(when).isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()

    def day_tag(self, when: date | datetime, today: date | datetime | None = None) -> Markup:
        """The day inside ``<time>``; `today` as in `day`."""
        return _tag(self._date(when).isoformat(), self.day(when, today))

    def clock_tag(self, moment: datetime) -> Markup:
        """The hour inside ``<time>``."""
        return _tag(self.machine(moment), self.clock(moment))

    def moment_tag(self, moment: datetime, today: date | datetime | None = None) -> Markup:
        """Day and hour inside ``<time>``; `today` as in `day`."""
        return _tag(self.machine(moment), self.moment(moment, today))

    def long_date_tag(self, when: date | datetime) -> Markup:
        """The day with its year inside ``<time>``."""
        return _tag(self._date(when).isoformat(), self.long_date(when))

    def long_moment_tag(self, moment: datetime) -> Markup:
        """Day with its year and hour inside ``<time>``."""
        return _tag(self.machine(moment), self.long_moment(moment))

    def end_tag(self, moment: datetime) -> Markup:
        """`moment_tag` of an end: midnight is the end of the day before, 24:00 (ISO 8601:2004, 4.2.3)."""
        local = self.local(moment)
        if local.time() != time():
            return self.moment_tag(moment)
        return _tag(self.machine(moment), f"{self.day(local.date() - timedelta(days=1))}, 24:00")

    def whole_days(self, starts_at: datetime, ends_at: datetime) -> tuple[date, date] | None:
        """First and last day of a time from midnight to midnight; None for one that takes only a part of a day."""
        first, after = self.local(starts_at), self.local(ends_at)
        if first.time() != time() or after.time() != time():
            return None
        return first.date(), after.date() - timedelta(days=1)

    def _date(self, when: date | datetime) -> date:
        return self.local(when).date() if isinstance(when, datetime) else when


def _tag(machine: str, said: str) -> Markup:
    """The machine's words are digits and signs of ours, and need no escaping."""
    return Markup(f'<time datetime="{machine}">{escape(said)}</time>')  # noqa: S704


FILTERS = (
    "day", "clock", "moment", "long_date", "long_moment", "month", "of_month", "weekday", "weekday_short", "machine",
    "day_tag", "clock_tag", "moment_tag", "end_tag", "long_date_tag", "long_moment_tag", "known_tag", "local",
    "whole_days",
)  # fmt: skip


MONDAY = date(2024, 1, 1)


def week_days() -> list[date]:
    """Seven days from a Monday on, for the heads of a month table."""
    return [MONDAY + timedelta(days=number) for number in range(7)]


def init_app(app: Flask, zone: ZoneInfo) -> None:
    """Register the filters, each under its method's name."""
    dates = Dates(zone)
    app.extensions["dates"] = dates
    app.jinja_env.globals["week_days"] = week_days
    app.jinja_env.filters.update({name: getattr(dates, name) for name in FILTERS})
