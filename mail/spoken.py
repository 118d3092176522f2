"""Times as letters say them: on the office's clock, in the reader's language.

Own patterns, because CLDR skeletons give "dt., 24 de novembre" in Catalan, and in English (US) months and AM/PM first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

Language = Literal["ca", "es", "en"]

LOCALES = {"ca": "ca", "es": "es", "en": "en_GB"}
# In Catalan MMMM already says "de novembre" and "d'agost".
_DAY = {"ca": "EEEE d MMMM", "es": "EEEE d 'de' MMMM", "en": "EEEE d MMMM"}
_OF_MONTH = {"ca": "MMMM", "es": "'de' MMMM", "en": "MMMM"}


@dataclass(frozen=True)
class Spoken:
    """One moment in one language. `moment` is aware and already in the zone to be shown."""

    moment: datetime
    language: Language

    @property
    def full(self) -> str:
        """`dimarts 24 de novembre, 10:30`."""
        return f"{self.day}, {self.clock}"

    @property
    def day(self) -> str:
        """`dimarts 24 de novembre`."""
        return self._formatted(_DAY[self.language])

    @property
    def clock(self) -> str:
        """`10:30`, always 24 hours."""
        return f"{self.moment.hour}:{self.moment.minute:02}"

    @property
    def weekday(self) -> str:
        """`dimarts`."""
        return self._formatted("EEEE")

    @property
    def number(self) -> str:
        """`24`."""
        return str(self.moment.day)

    @property
    def of_month(self) -> str:
        """`de novembre`: the month as it follows a day."""
        return self._formatted(_OF_MONTH[self.language])

    def _formatted(self, pattern: str) -> str:
        return format_date(self.moment, pattern, locale=LOCALES[self.language])


def spoken(moment: datetime, zone: ZoneInfo, language: Language) -> Spoken:
    """The moment on that zone's clock. ValueError for a naive one."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without a zone cannot be told to anybody")
    return Spoken(moment.astimezone(zone), language)


def city_of(zone: ZoneInfo, language: Language) -> str:
    """The place whose clock it is. For people here the clock of Europe/Madrid is Barcelona's."""
    if zone.key == "Europe/Madrid":
        return "Barcelona"
    return get_timezone_location(zone, locale=LOCALES[language], return_city=True)
