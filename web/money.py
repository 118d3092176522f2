"""Amounts of money as pages say them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency
from flask import Flask

from web.languages import LANGUAGES, current_language


def euros(amount: Decimal) -> str:
    """``1.234,56 €``, in the language of the page."""
    return _say(amount, current_language())


@lru_cache(maxsize=1024)
def _say(amount: Decimal, language: str) -> str:
    return str(format_currency(amount, "EUR", locale=LANGUAGES[language].locale))


def init_app(app: Flask) -> None:
    """Register the filter."""
    app.jinja_env.filters["euros"] = euros
