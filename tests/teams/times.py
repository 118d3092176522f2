"""Moments of the tests: a Tuesday morning in Barcelona."""

from datetime import UTC, datetime, timedelta

NINE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HALF_PAST_NINE = NINE + timedelta(minutes=30)
TEN = NINE + timedelta(hours=1)
HALF_PAST_TEN = TEN + timedelta(minutes=30)
