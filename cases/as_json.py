"""Rows as JSON has them: what is kept, under the names of its columns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from database import Base


def columns_of(row: Base, *but_for: str) -> dict[str, Any]:
    """The columns of a row as JSON values, without those of these names."""
    return {
        column.key: plain_value(getattr(row, column.key))
        for column in row.__mapper__.column_attrs
        if column.key not in but_for
    }


def plain_value(value: Any) -> Any:
    """As JSON has it: moments and days in ISO 8601, amounts as text with two decimals."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
