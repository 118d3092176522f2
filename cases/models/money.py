"""Amounts of money, exact on every database."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, TypeDecorator

_CENT = Decimal("0.01")


class Euros(TypeDecorator[Decimal]):
    """An amount in euros with two decimals, stored as whole cents: SQLite has no exact decimals.

    Takes `Decimal` only. ValueError for fractions of a cent.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value != value.quantize(_CENT):
            raise ValueError("an amount has two decimals at most")
        return int(value * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) * _CENT
