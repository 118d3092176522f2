"""Fields of case files: amounts of money and days gone by, tolerant in what they take."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField, ValidationError

from forms.coordination import WRITE_THE_DAY

LINE_LIMIT = 200
"""Characters."""
TEXT_LIMIT = 8_000
"""Characters; less than what `forms.fields.text` keeps, so that nothing is cut without a word."""

TOO_LONG = _("És massa llarg: escurça-ho")
TEXT_TOO_LONG = _("El text és massa llarg: escriu-lo en 8.000 caràcters o menys")

EARLIEST = date(1950, 1, 1)
"""No contract or letter of a case is older: the year was mistyped."""

MOST = Decimal("99999999.99")
"""Euros. Beyond it nobody's dispute; a figure slipped."""

_CURRENCY = re.compile(r"€|eur(os?)?|\s", re.IGNORECASE)
_SHAPES = (
    re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<cents>[0-9]{1,2}))?"),  # 1.234,56   1234
    re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.(?P<cents>[0-9]{1,2})"),  # 1,234.56   1234.5
)


def amount(typed: str) -> Decimal:
    """Euros, exactly as typed: `1.234,56`, `1234.56`, `116,7 €`. Three digits after a point are thousands.

    Raises ValueError for anything else: letters, signs, fractions of a cent, more than `MOST`.
    """
    bare = _CURRENCY.sub("", typed)
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(bare))), None)
    if found is None:
        raise ValueError("not an amount of money")
    euros = Decimal(f"{re.sub('[.,]', '', found['whole'])}.{(found['cents'] or '0').ljust(2, '0')}")
    if euros > MOST:
        raise ValueError("too much")
    return euros


def as_typed(euros: Decimal | None) -> str:
    """An amount as a field shows it: `1234,56`."""
    return "" if euros is None else f"{euros:.2f}".replace(".", ",")


class AmountField(StringField):
    """Euros, shown as typed; `euros` holds the exact amount, or none."""

    euros: Decimal | None = None

    def pre_validate(self, form: object) -> None:
        self.euros = None
        if self.data:
            try:
                self.euros = amount(self.data)
            except ValueError as error:
                raise ValidationError(
                    _("Escriu l'import en euros amb dos decimals com a molt, com ara 1.234,56 o 116,70")
                ) from error


class PastDayField(DateField):
    """A day that has come. The form's `today` says which is the last."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.invalid_value_message = WRITE_THE_DAY

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if self.data > form.today:
            raise ValidationError(_("Aquest dia encara no ha arribat: revisa'l"))
        if self.data < EARLIEST:
            raise ValidationError(_("És massa antic: revisa l'any"))
